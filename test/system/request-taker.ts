/** A process for the mailbox test: holds the lease, takes up what it is asked and answers with what it read. */
import { setTimeout } from 'node:timers/promises'
import { openStore } from '../../state/sqlite/open-store.ts'
import { takeLease } from '../../state/sqlite/lease.ts'

const [dir = '', site = ''] = process.argv.slice(2)
const lease = takeLease(dir, site, { pid: process.pid, command: 'homestak reconcile --watch', started: Date.now() })
const store = openStore(dir, site)
process.on('exit', () => lease.release())
process.stdout.write('ready\n')

for (;;) {
  for (const { id, body } of store.openRequests(Date.now())) {
    if (!store.takeRequest(id)) continue
    store.appendEvent({ time: Date.now(), reason: 'Taken', message: body, warning: false })
    store.answerRequest(id, 'ended', `done: ${body}`)
  }
  await setTimeout(5)
}
