/** A process for the lease and journal tests to kill: takes the lease, then begins intents until its end. */
import { takeLease } from '../../state/sqlite/lease.ts'
import { openStore } from '../../state/sqlite/open-store.ts'

const [dir = '', site = ''] = process.argv.slice(2)
const started = Date.now()
const lease = takeLease(dir, site, { pid: process.pid, command: 'homestak reconcile', started })
const store = openStore(dir, site)

function begin(vmid: number): void {
  const { id } = store.beginIntent({
    host: 'hv0',
    manifest: 'web',
    node: `n${vmid}`,
    act: 'create',
    vmid,
    uid: 'u',
    started,
  })
  store.appendEvent({ time: started, reason: 'Creating', message: `n${vmid}`, warning: false })
  process.stdout.write(`${id}\n`)
  setImmediate(begin, vmid + 1)
}

begin(100)
process.on('exit', () => lease.release())
