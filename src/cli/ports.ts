/** The real world for the engine: system time and chance, a log on stderr, and HTTPS to the hosts of a site-config. */
import { HomestakError } from '../errors.ts'
import { createLog } from '../log.ts'
import { createPveClient } from '../pve/client.ts'
import { credentialsFrom } from '../pve/credentials.ts'
import { createHttpsTransport } from '../pve/https-transport.ts'
import type { CallReport } from '../pve/wire.ts'
import type { Ports } from '../reconciler/engine.ts'
import { plain } from '../report/plain.ts'
import { note, type Io } from './io.ts'
import { trustOf } from './trust.ts'

export interface PortOptions {
  readonly verbose?: true
  /** Accept any certificate. */
  readonly insecure?: true
}

/** `onCall` is told of every exchange. */
export function createPorts(
  io: Io,
  { verbose, insecure }: PortOptions,
  onCall: (report: CallReport) => void = () => undefined,
): Ports {
  const { clock, random } = io
  // The sink takes secrets out already.
  const log = createLog({ level: verbose ? 'debug' : 'warn', stream: io.stderr, redact: (text) => text, clock })
  if (insecure) note(io, 'warning: --insecure: certificates are not checked, anybody on the way can read the token')

  const connect: Ports['connect'] = (host, secret) => {
    const token = secret(`api_tokens.${host.apiToken}`)
    if (token === undefined) {
      throw new HomestakError({
        code: 'InvalidSiteConfig',
        message: `host '${host.name}' uses the token '${host.apiToken}', which secrets.yaml does not have`,
        hint: `add ${host.apiToken}: USER@REALM!NAME=UUID below api_tokens in secrets.yaml`,
      })
    }
    if (host.apiEndpoint === '') {
      throw new HomestakError({
        code: 'InvalidSiteConfig',
        message: `host '${host.name}' has no api_endpoint`,
        hint: `add e.g. api_endpoint: https://192.0.2.10:8006 to ${host.file}`,
      })
    }
    const { transport, peerFingerprint, close } = createHttpsTransport({
      endpoint: host.apiEndpoint,
      trust: trustOf(host, { insecure: insecure === true }),
    })
    const client = createPveClient({
      host: host.name,
      transport,
      credentials: credentialsFrom(token, { host: host.name, transport, clock }),
      clock,
      onCall(report) {
        log.debug(report, 'call')
        onCall(report)
      },
    })
    return { client, peerFingerprint, close }
  }

  const onWait: Ports['onWait'] = (host, message) => note(io, plain(`homestak: host ${host}: ${message}`))

  return { clock, random, log, connect, onWait }
}
