/** What a person at the simulated host does and sees: for tests and the demo. */
import { callerOf } from './caller.ts'
import { issueCsrfToken, issueTicket } from './authentication.ts'
import type { Host } from './host.ts'
import { uuid } from './host.ts'
import type { SimRequest } from './http-request.ts'
import type { SimResponse } from './kernel.ts'
import type { LoggedRequest } from './simulator.ts'
import type { Guest, SdnConfig, Task, Volume } from './state.ts'
import { lockGuest } from './qemu/guest.ts'
import { runningOf, sdnOf } from './sdn/config.ts'
import { addVolume, removeVolume, volidOf } from './storage.ts'
import { isRecord } from './schema.ts'

export interface ByHand {
  /** Calls the API as root with a ticket; gives `data`, throws the reason phrase. Not in the request log. */
  call(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    form?: Readonly<Record<string, string | number>>,
  ): Promise<unknown>
  /** The same, and waits for the task that it started; throws where the task failed. */
  run(method: 'POST' | 'PUT' | 'DELETE', path: string, form?: Readonly<Record<string, string | number>>): Promise<void>
  guest(vmid: number): Guest | undefined
  guests(): readonly Guest[]
  volumes(): readonly Volume[]
  /** Volume ids, sorted. */
  volids(): readonly string[]
  tasks(): readonly Task[]
  /** Networks across nodes, as they are configured and as they were last applied. */
  networks(): { readonly config: SdnConfig; readonly running: SdnConfig }
  /** The requests that were answered, oldest first, those made by hand left out. */
  requests(): readonly LoggedRequest[]
  /** How many of them were not GET. */
  writes(): number
  clearRequests(): void
  /** An image to import: `size` is what a guest sees, in bytes. */
  addImage(volid: string, size: number, node?: string): void
  /** A file that is simply there, such as an ISO image or a snippet. */
  addFile(volid: string, size: number, node?: string): void
  /** A user and a token of its own with these roles; gives `user@realm!name=secret`. */
  addToken(name: string, roles: readonly { readonly path: string; readonly roles: string }[]): Promise<string>
  /** A guest whose agent no longer answers, or answers again. */
  silenceAgent(vmid: number, silent?: boolean): void
  /** A guest that does not react to a shutdown. */
  ignoreShutdown(vmid: number, ignores?: boolean): void
  /** The lock in a guest's configuration; undefined takes it out. */
  setLock(vmid: number, lock: string | undefined): void
  /** Holds the guest's file lock for so many milliseconds, as the clean-up after a stop may. */
  holdLock(vmid: number, ms: number): Promise<void>
  /** To another node of the cluster, with its disks, as a migration does. */
  moveGuest(vmid: number, node: string): void
}

type Form = Readonly<Record<string, string | number>>

export function byHand(
  host: Host,
  log: LoggedRequest[],
  respond: (request: SimRequest) => Promise<SimResponse>,
): ByHand {
  const call: ByHand['call'] = async (method, path, form = {}) => {
    host.settle()
    const response = await respond(rootRequest(host, method, path, form))
    if (response.status >= 400) throw new Error(response.reason)
    const body: unknown = JSON.parse(response.body)
    return isRecord(body) ? body['data'] : undefined
  }
  const run: ByHand['run'] = async (method, path, form) => {
    const upid = await call(method, path, form)
    if (typeof upid !== 'string' || !upid.startsWith('UPID:')) return
    await host.workers.get(upid)?.ended
    const task = host.state.tasks.find((candidate) => candidate.upid === upid)
    if (task?.exitstatus !== 'OK') throw new Error(task?.exitstatus ?? 'unexpected status')
  }
  const guest = (vmid: number): Guest => {
    const found = host.state.guests[String(vmid)]
    if (!found) throw new Error(`there is no guest ${vmid}`)
    return found
  }
  const firstNode = host.state.nodes[0] ?? 'pve'
  return {
    call,
    run,
    guest: (vmid) => host.state.guests[String(vmid)],
    guests: () => Object.values(host.state.guests),
    volumes: () => Object.values(host.state.volumes),
    volids: () => Object.values(host.state.volumes).map(volidOf).toSorted(),
    tasks: () => host.state.tasks,
    networks: () => ({ config: sdnOf(host).config, running: runningOf(host) }),
    requests: () => log,
    writes: () => log.filter((request) => request.method !== 'GET').length,
    clearRequests: () => void log.splice(0),
    addImage(volid, size, node = firstNode) {
      const system = volid.replace(/^.*\//, '').replace(/\.\w+$/, '')
      const format = volid.endsWith('.raw') ? 'raw' : 'qcow2'
      addVolume(host, { volid, node, format, size: Math.round(size / 6), virtual: size, system })
    },
    addFile(volid, size, node = firstNode) {
      addVolume(host, {
        volid,
        node,
        format: volid.includes(':iso/') ? 'iso' : (volid.split('.').at(-1) ?? 'raw'),
        size,
      })
    },
    addToken: (name, roles) => addToken(host, call, name, roles),
    silenceAgent: (vmid, silent = true) => void (guest(vmid).agentSilent = silent),
    ignoreShutdown: (vmid, ignores = true) => void (guest(vmid).ignoresShutdown = ignores),
    setLock(vmid, lock) {
      host.settle()
      if (lock === undefined) delete guest(vmid).config['lock']
      else guest(vmid).config['lock'] = lock
    },
    async holdLock(vmid, ms) {
      const release = await lockGuest(host, vmid)
      await host.clock.sleep(ms)
      release()
    },
    moveGuest(vmid, node) {
      host.settle()
      const moved = guest(vmid)
      for (const volume of Object.values(host.state.volumes)) {
        if (volume.vmid !== vmid || volume.node !== moved.node) continue
        removeVolume(host, volume.node, volidOf(volume))
        const { name: _name, storage: _storage, content: _content, ctime: _ctime, vmid: _vmid, ...rest } = volume
        addVolume(host, { ...rest, volid: volidOf(volume), node })
      }
      moved.node = node
    },
  }
}

function rootRequest(host: Host, method: string, path: string, form: Form): SimRequest {
  const fields = Object.entries(form).map(([key, value]): [string, string] => [key, String(value)])
  const text = new URLSearchParams(fields).toString()
  const inQuery = method === 'GET' || method === 'DELETE'
  return {
    method,
    path: `/api2/json${path}${inQuery && text !== '' ? `?${text}` : ''}`,
    headers: {
      cookie: `PVEAuthCookie=${encodeURIComponent(issueTicket(host, 'root@pam'))}`,
      csrfpreventiontoken: issueCsrfToken(host, 'root@pam'),
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: Buffer.from(inQuery ? '' : text),
  }
}

async function addToken(
  host: Host,
  call: ByHand['call'],
  name: string,
  roles: readonly { path: string; roles: string }[],
): Promise<string> {
  const { userid, tokenid = 'token' } = callerOf(name)
  if (!host.state.users[userid]) await call('POST', '/access/users', { userid })
  for (const { path, roles: names } of roles) await call('PUT', '/access/acl', { path, roles: names, users: userid })
  const made = await call('POST', `/access/users/${userid}/token/${tokenid}`, { privsep: 0 })
  const secret = isRecord(made) ? String(made['value']) : uuid(host)
  return `${userid}!${tokenid}=${secret}`
}
