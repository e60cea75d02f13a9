/** `homestak service status`: whether the service is installed, enabled and running, and what it said last. */
import { plain } from '../report/plain.ts'
import { note, type Io } from './io.ts'
import { paintFor } from './output.ts'
import { serviceOf, standingOf, writeService, type Service, type ServiceOptions } from './service.ts'
import { realSystemd, type Systemd } from './systemd.ts'

const lines = 10

export async function serviceStatusVerb(
  io: Io,
  options: ServiceOptions,
  systemd: Systemd = realSystemd(io),
): Promise<number> {
  const service = serviceOf(io, options, systemd)
  const standing = await standingOf(service)
  const journal = standing.text === null ? [] : await lastLines(io, service, systemd)
  if (options.jsonOutput) {
    writeService(io, service, standing, { journal })
    return 0
  }
  const { good, bad, attention, strong } = paintFor(io, io.stdout, options)
  const { text, enabled, active, sub } = standing
  const colour = active === 'active' ? good : active === 'failed' ? bad : attention
  const rows =
    text === null
      ? [`not installed (${service.file})`]
      : [
          `installed  ${service.file}`,
          `enabled    ${enabled ? 'yes' : attention('no')}`,
          `active     ${colour(`${active} (${sub})`)}`,
        ]
  io.stdout.write([strong(service.unit), ...rows, ...(journal.length > 0 ? ['', ...journal] : []), ''].join('\n'))
  return 0
}

async function lastLines(io: Io, { unit, scope }: Service, systemd: Systemd): Promise<readonly string[]> {
  const words = ['--unit', unit, '--lines', String(lines), '--output=short-iso', '--quiet', '--no-pager']
  try {
    const { code, out, err } = await systemd.run('journalctl', [...(scope === 'user' ? ['--user'] : []), ...words])
    if (code !== 0) throw new Error(err.trim())
    return out.split('\n').flatMap((line) => (line === '' ? [] : [plain(line)]))
  } catch (error) {
    note(io, `the journal cannot be read: ${plain(error instanceof Error ? error.message : String(error))}`)
    return []
  }
}
