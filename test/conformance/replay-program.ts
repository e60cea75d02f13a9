/** `npm run replay`: a recording against any Proxmox VE endpoint, with what it answers otherwise. */
import { parseArgs, styleText } from 'node:util'
import { systemClock } from '../../src/clock.ts'
import { createHttpsTransport } from '../../src/pve/https-transport.ts'
import { TransportError } from '../../src/pve/transport.ts'
import type { Outcome, Replayed } from './recordings/against.ts'
import { replayAgainst } from './recordings/against.ts'
import { readRecording } from './recordings/recording.ts'

const usage = `npm run replay -- --against URL --token USER@REALM!NAME=SECRET [options] FILE...

  --writes              send POST, PUT and DELETE too; without it they are only counted
  --fingerprint AA:BB   SHA-256 of the certificate to accept; without it, those of the system
  --quiet               show only what differs

Everything is sent as the one token. Exit code 1: something differs.
`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    against: { type: 'string' },
    token: { type: 'string' },
    fingerprint: { type: 'string' },
    writes: { type: 'boolean', default: false },
    quiet: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

const marks: Readonly<Record<Outcome, string>> = {
  same: styleText('green', '='),
  differs: styleText('red', '!'),
  'not sent': styleText('dim', '-'),
}

function show({ label, outcome, why }: Replayed): void {
  if (values.quiet && outcome !== 'differs') return
  process.stdout.write(`${marks[outcome]} ${label}\n${why === '' ? '' : `    ${why}\n`}`)
}

async function main(against: string, token: string): Promise<number> {
  const { fingerprint, writes } = values
  const { transport, close, peerFingerprint } = createHttpsTransport({
    endpoint: against,
    trust: fingerprint === undefined ? {} : { fingerprint },
  })
  const counted: Record<Outcome, number> = { same: 0, differs: 0, 'not sent': 0 }
  try {
    await transport({ method: 'GET', path: '/', headers: {} }, { timeoutMs: 30_000 })
    for (const file of positionals) {
      process.stdout.write(`${styleText('bold', file)}\n`)
      for await (const one of replayAgainst(readRecording(file), { transport, clock: systemClock, token, writes })) {
        counted[one.outcome] += 1
        show(one)
      }
    }
  } catch (error) {
    if (!(error instanceof TransportError)) throw error
    const seen = error.fingerprint ?? peerFingerprint()
    process.stderr.write(`${against}: ${error.message}\n${seen === undefined ? '' : `hint: --fingerprint ${seen}\n`}`)
    return 4
  } finally {
    await close()
  }
  const sent = counted.same + counted.differs
  process.stdout.write(`recordings: ${counted.same}/${sent}, ${counted['not sent']} not sent\n`)
  return counted.differs > 0 ? 1 : 0
}

if (values.help || values.against === undefined || values.token === undefined || positionals.length === 0) {
  process.stderr.write(usage)
  process.exitCode = values.help ? 0 : 2
} else {
  process.exitCode = await main(values.against, values.token)
}
