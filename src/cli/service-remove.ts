/** `homestak service remove`: stops the service and takes its unit away; guests and state stay as they are. */
import { rm } from 'node:fs/promises'
import type { Io } from './io.ts'
import { carryOut, serviceOf, standingOf, unitTask, unusable, type ServiceOptions, type Task } from './service.ts'
import { realSystemd, type Systemd } from './systemd.ts'

export async function removeVerb(io: Io, options: ServiceOptions, systemd: Systemd = realSystemd(io)): Promise<number> {
  const service = serviceOf(io, options, systemd)
  const { unit, file, systemctl } = service
  const { text, enabled, active } = await standingOf(service)
  const take: Task = {
    would: `delete ${file}`,
    did: `deleted ${file}`,
    async run() {
      await rm(file).catch((error: unknown) => {
        throw unusable(file, error)
      })
      await systemctl('daemon-reload')
    },
  }
  const tasks =
    text === null
      ? []
      : [
          ...(active === 'inactive' || active === 'failed' ? [] : [unitTask(service, 'stop', 'stopped')]),
          ...(enabled ? [unitTask(service, 'disable', 'disabled')] : []),
          ...(active === 'failed' ? [unitTask(service, 'reset-failed', 'forgot the failures of')] : []),
          take,
        ]
  await carryOut(io, service, { ...options, dry: false }, tasks)
  if (tasks.length === 0 && !options.jsonOutput) io.stdout.write(`${unit} is not installed (${file}): nothing to do\n`)
  return 0
}
