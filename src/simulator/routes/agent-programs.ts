/** What the guest agent runs, writes and reads within a guest. */
import { answering } from '../agent-answer.ts'
import type { Call, Handler } from '../call.ts'
import { asText } from '../call.ts'
import { failure, Refusal } from '../refusal.ts'

const noSuchPid = () => failure('Agent error: PID ld does not exist')

/** Runs the few commands that a simulated guest knows; any other is not found. */
function run(
  argv: readonly string[],
  input: string,
): { readonly exitcode: number; readonly out: string; readonly err: string; readonly seconds: number } {
  const [program = '', ...args] = /(?:^|\/)busybox$/.test(argv[0] ?? '') ? argv.slice(1) : argv
  const name = program.split('/').at(-1)
  const fine = { exitcode: 0, out: '', err: '', seconds: 0 }
  if (name === 'echo') return { ...fine, out: `${args.join(' ')}\n` }
  if (name === 'cat' && args.length === 0) return { ...fine, out: input }
  if (name === 'sleep') return { ...fine, seconds: Number(args[0] ?? 0) }
  if (name === 'true') return fine
  if (name === 'false') return { ...fine, exitcode: 1 }
  if (name === 'sh' && args[0] === '-c') return script(args[1] ?? '')
  return { exitcode: 127, out: '', err: `${program}: not found\n`, seconds: 0 }
}

/** `echo` and `exit`, one after the other. */
function script(text: string): ReturnType<typeof run> {
  let out = ''
  let err = ''
  for (const part of text.split(';').map((piece) => piece.trim())) {
    const [, words, toError] = /^echo (.*?)(\s*>&2)?$/.exec(part) ?? []
    if (words !== undefined && toError !== undefined) err += `${words}\n`
    else if (words !== undefined) out += `${words}\n`
    const code = /^exit (\d+)$/.exec(part)?.[1]
    if (code !== undefined) return { exitcode: Number(code), out, err, seconds: 0 }
  }
  return { exitcode: 0, out, err, seconds: 0 }
}

async function exec(call: Call): Promise<unknown> {
  const { host, params } = call
  const { running } = await answering(call)
  const command = params['command'] ?? ''
  const argv = typeof command === 'string' ? [command] : command
  if ((argv[0] ?? '').startsWith('/') && !(argv[0] ?? '').endsWith('/busybox') && run(argv, '').exitcode === 127)
    throw new Refusal(596, 'Broken pipe')
  const { exitcode, out, err, seconds } = run(argv, asText(params['input-data']) ?? '')
  const pid = host.state.nextPid
  host.state.nextPid += 2
  running.execs[String(pid)] = { endsAt: host.clock.now() + seconds * 1000, exitcode, out, err }
  return { pid }
}

async function execStatus(call: Call): Promise<unknown> {
  const { running } = await answering(call)
  const pid = asText(call.params['pid']) ?? ''
  const entry = running.execs[pid]
  if (!entry) throw noSuchPid()
  if (entry.endsAt > call.host.clock.now()) return { exited: 0 }
  delete running.execs[pid]
  const { exitcode, out, err } = entry
  return {
    exited: 1,
    exitcode,
    ...(out === '' ? {} : { 'out-data': out, 'out-truncated': 0 }),
    ...(err === '' ? {} : { 'err-data': err, 'err-truncated': 0 }),
  }
}

async function fileRead(call: Call): Promise<unknown> {
  const { running } = await answering(call)
  const file = asText(call.params['file']) ?? ''
  const content = running.files[file]
  if (content === undefined)
    throw failure(`Agent error: failed to open file '${file}' (mode: 'r'): No such file or directory`)
  return { content, 'bytes-read': Buffer.byteLength(content) }
}

async function fileWrite(call: Call): Promise<null> {
  const { running } = await answering(call)
  const file = asText(call.params['file']) ?? ''
  if (!/^\/(?:tmp|root|etc|var|run|home|opt|srv|mnt)\/[^/]/.test(file)) {
    throw failure(`Agent error: failed to open file '${file}' (mode: 'wb'): No such file or directory`)
  }
  const content = asText(call.params['content']) ?? ''
  // Content that the caller has encoded already is decoded on its way.
  running.files[file] = call.params['encode'] === '0' ? Buffer.from(content, 'base64').toString('utf8') : content
  return null
}

const at = '/nodes/{node}/qemu/{vmid}/agent'

export const agentProgramRoutes: Readonly<Record<string, Handler>> = {
  [`POST ${at}/exec`]: exec,
  [`GET ${at}/exec-status`]: execStatus,
  [`GET ${at}/file-read`]: fileRead,
  [`POST ${at}/file-write`]: fileWrite,
}
