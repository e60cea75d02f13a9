/** What the service commands have in common: which unit is meant, how it stands, and what is done to it. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { HomestakError } from '../errors.ts'
import { plain } from '../report/plain.ts'
import type { Io } from './io.ts'
import type { CommonOptions } from './options.ts'
import { writeJson } from './output.ts'
import { signature } from './service-unit.ts'
import type { Systemd } from './systemd.ts'

export interface ServiceOptions extends CommonOptions {
  readonly name: string
  readonly user?: true
}

export interface Service {
  readonly name: string
  /** `NAME.service`. */
  readonly unit: string
  readonly scope: 'system' | 'user'
  readonly file: string
  /** Runs systemctl for the right service manager. Throws SystemdFailed where it does not end with 0. */
  systemctl(...words: readonly string[]): Promise<string>
}

/** Of the system for root, of the user for everybody else and with `--user`. Throws Usage for what cannot be a name. */
export function serviceOf(io: Io, { name, user }: ServiceOptions, systemd: Systemd): Service {
  if (!/^[A-Za-z0-9][\w.-]{0,99}$/.test(name)) {
    throw new HomestakError({
      code: 'Usage',
      message: `--name: '${name}' cannot be the name of a service`,
      hint: 'letters, digits, dots, dashes and underscores, e.g. homestak-lab',
    })
  }
  const scope = user || !systemd.isRoot ? 'user' : 'system'
  const home = io.env['XDG_CONFIG_HOME'] || join(io.home, '.config')
  const dir = scope === 'system' ? systemd.systemDir : join(home, 'systemd', 'user')
  const unit = `${name}.service`
  return {
    name,
    unit,
    scope,
    file: join(dir, unit),
    async systemctl(...words) {
      const { code, out, err } = await systemd.run('systemctl', [...(scope === 'user' ? ['--user'] : []), ...words])
      if (code === 0) return out
      throw new HomestakError({
        code: 'SystemdFailed',
        message: `systemctl ${words[0]} ${unit}: ${err.trim() || out.trim() || `it ended with ${code}`}`,
        hint: 'homestak service status shows how the service stands; install --print needs no systemd',
      })
    },
  }
}

export interface Standing {
  /** The unit's file; null: there is none. */
  readonly text: string | null
  readonly enabled: boolean
  /** As systemd says it: active, inactive, failed, activating, … */
  readonly active: string
  readonly sub: string
}

/** Throws Usage where the file was written by somebody else. */
export async function standingOf(service: Service): Promise<Standing> {
  const text = await readUnit(service.file)
  if (text !== null && !text.startsWith(signature)) {
    throw new HomestakError({
      code: 'Usage',
      message: `${service.file} was not written by homestak`,
      hint: 'choose another name with --name, or take that file away',
    })
  }
  const shown = await service.systemctl('show', service.unit, '--property=UnitFileState,ActiveState,SubState')
  const field = (name: string): string => new RegExp(`^${name}=(.*)$`, 'm').exec(shown)?.[1] ?? ''
  return { text, enabled: field('UnitFileState') === 'enabled', active: field('ActiveState'), sub: field('SubState') }
}

async function readUnit(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw unusable(file, error)
  }
}

export const unusable = (file: string, cause: unknown): HomestakError =>
  new HomestakError({
    code: 'SystemdFailed',
    message: `${file} cannot be used: ${cause instanceof Error ? cause.message : String(cause)}`,
    hint: 'see whether this user may write there; --user installs a service of your own',
    cause,
  })

/** Something to do, and how it is said before and after. */
export interface Task {
  readonly would: string
  readonly did: string
  run(): Promise<unknown>
}

/** One call of systemctl about the unit. */
export const unitTask = ({ unit, systemctl }: Service, verb: string, did: string): Task => ({
  would: `${verb} ${unit}`,
  did: `${did} ${unit}`,
  run: () => systemctl(verb, unit),
})

/** Does all of them in their order and says each; with `dry`, only says what it would do. Then tells how the service stands. */
export async function carryOut(
  io: Io,
  service: Service,
  { jsonOutput, dry }: { readonly jsonOutput?: true; readonly dry: boolean },
  tasks: readonly Task[],
): Promise<void> {
  const steps: string[] = []
  for (const { would, did, run } of tasks) {
    if (!dry) await run()
    steps.push(dry ? would : did)
    if (!jsonOutput) io.stdout.write(dry ? `would ${plain(would)}\n` : `${plain(did)}\n`)
  }
  if (jsonOutput) writeService(io, service, await standingOf(service), { dry, steps })
}

export function writeService(
  io: Io,
  { name, scope, file }: Service,
  { text, enabled, active }: Standing,
  more: { readonly dry: boolean; readonly steps: readonly string[] } | { readonly journal: readonly string[] },
): void {
  writeJson(io, {
    schema: 'homestak/service/v1',
    name,
    scope,
    file,
    installed: text !== null,
    enabled,
    active,
    ...more,
  })
}
