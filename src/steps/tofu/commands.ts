/** The commands of `tofu` in the folder of one node: environment in, lines out, failures as errors. */
import type { Clock } from '../../clock.ts'
import { HomestakError } from '../../errors.ts'
import { runChild, verbOf, type Pulse } from './child.ts'
import type { Gate } from './gate.ts'
import { messageIn } from './messages.ts'
import type { Tofu } from './ready.ts'
import type { NodePlace, TofuTools } from './tools.ts'

export interface CommandParts {
  readonly clock: Clock
  readonly stop: AbortSignal
  readonly silenceMs: number
  readonly pulse: Pulse
  readonly gate: Pick<Gate, 'endpoint' | 'token'>
  readonly onProgress: (line: string) => void
}

export function commandsIn(tools: TofuTools, place: NodePlace, parts: CommandParts): Tofu {
  const { clock, stop, silenceMs, pulse, gate, onProgress } = parts
  return async (words) => {
    const lines: string[] = []
    const errors: string[] = []
    pulse.beat()
    const { code, err } = await runChild(tools, {
      words,
      env: { ...environment(tools, place), ...(verbOf(words) === 'init' ? {} : toHost(place, gate)) },
      place,
      clock,
      stop,
      silenceMs,
      pulse,
      onLine(line) {
        lines.push(line)
        const message = messageIn(line)
        if (message?.kind === 'error') errors.push(message.text)
        else if (message && !message.idle) onProgress(message.text)
        else if (!message) pulse.beat()
      },
    })
    if (code === 0) return lines
    throw failed(words, errors.length > 0 ? errors.join(' / ') : tail(err === '' ? lines.join('\n') : err))
  }
}

export const isFailed = (error: unknown): error is HomestakError =>
  error instanceof HomestakError && error.code === 'TofuFailed'

/** Nothing of ours and little of the user's: what a download of the provider may need. */
const environment = ({ env, dir }: TofuTools, { data, home }: NodePlace): Readonly<Record<string, string>> => ({
  ...env,
  HOME: home,
  TF_DATA_DIR: data,
  TF_IN_AUTOMATION: '1',
  CHECKPOINT_DISABLE: '1',
  // OpenTofu warns where the file is not there; an empty one says no more than its defaults.
  TF_CLI_CONFIG_FILE: env.TF_CLI_CONFIG_FILE ?? '/dev/null',
  TF_PLUGIN_CACHE_DIR: `${dir}/.plugins`,
})

/** Through the gate, which is on this machine, and which only its own certificate vouches for. */
const toHost = (
  { certificate }: NodePlace,
  { endpoint, token }: CommandParts['gate'],
): Readonly<Record<string, string>> => ({
  PROXMOX_VE_ENDPOINT: endpoint,
  PROXMOX_VE_API_TOKEN: token,
  SSL_CERT_FILE: certificate,
  NO_PROXY: '127.0.0.1',
})

function failed(words: readonly string[], why: string): HomestakError {
  const verb = verbOf(words)
  return new HomestakError({
    code: 'TofuFailed',
    retry: 'transient',
    message: `tofu ${verb} failed: ${why === '' ? 'it does not say why' : why}`,
    ...(verb === 'init'
      ? { hint: 'the provider bpg/proxmox is downloaded once; without a network, TF_CLI_CONFIG_FILE can name a mirror' }
      : {}),
  })
}

/** The end of a text for people, without its frame and colours, in one line. A word that is cut could be half a secret. */
function tail(text: string): string {
  const line = text
    .replaceAll(/\u001B\[[0-9;]*m/g, '')
    .replaceAll(/[│╷╵]/g, ' ')
    .trim()
    .replaceAll(/\s+/g, ' ')
  return line.length <= 2000 ? line : line.slice(-2000).replace(/^\S+/, '…')
}
