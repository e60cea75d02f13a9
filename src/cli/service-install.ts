/** `homestak service install`: a systemd unit for `reconcile --watch`, once everything that it needs was checked. */
import { existsSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { HomestakError } from '../errors.ts'
import { parseListen } from '../listen-address.ts'
import type { Desire } from '../reconciler/engine.ts'
import { count } from '../report/duration.ts'
import { configHome as configHomeOf } from './age-keys.ts'
import { desireOf } from './desire.ts'
import { note, type Io } from './io.ts'
import type { SelectionOptions } from './options.ts'
import { stateDirOf } from './output.ts'
import {
  carryOut,
  serviceOf,
  standingOf,
  unitTask,
  unusable,
  type Service,
  type ServiceOptions,
  type Standing,
  type Task,
} from './service.ts'
import { unitText, type ServiceUnit } from './service-unit.ts'
import { requireId } from './site.ts'
import { realSystemd, type Systemd } from './systemd.ts'
import type { TofuOptions } from './tofu-tools.ts'
import { each, some } from './typed.ts'

export interface InstallOptions extends ServiceOptions, Omit<SelectionOptions, 'manifestJson'>, TofuOptions {
  readonly maxDestroy?: number
  readonly concurrency?: number
  readonly metrics?: string
  readonly driftInterval?: number
  readonly dryRun?: true
  readonly print?: true
}

export async function installVerb(
  io: Io,
  paths: readonly string[],
  options: InstallOptions,
  systemd: Systemd = realSystemd(io),
): Promise<number> {
  const service = serviceOf(io, options, systemd)
  const unit = await soundUnit(io, paths, options, service)
  const text = unitText(unit)
  if (options.print) {
    io.stdout.write(text)
    return 0
  }
  const standing = await standingOf(service)
  const tasks = tasksFor(service, standing, unit, text)
  const dry = options.dryRun === true
  await carryOut(io, service, { ...options, dry }, tasks)
  if (tasks.length === 0 && !options.jsonOutput)
    io.stdout.write(`${service.unit} is installed, enabled and running as it should: nothing to do\n`)
  if (service.scope === 'user') await adviseLinger(io, systemd)
  return 0
}

/** Throws what a run would end with at its start: bad manifests, a bad site-config, options that nobody understands. */
async function soundUnit(
  io: Io,
  paths: readonly string[],
  options: InstallOptions,
  { name, scope }: Service,
): Promise<ServiceUnit> {
  const { metrics } = options
  const listen = metrics === undefined ? null : parseListen('--metrics', metrics)
  const { desire, narrowing, library } = await desireOf(io, paths, options)
  requireId(desire.config, io.random)
  refuseProblems(desire)
  const typed = [...paths, ...(options.manifestFile ?? [])].map((path) => resolve(io.cwd, path))
  // Which of the site-config's own are meant is found out anew at each start, as by anybody who types it there.
  const roots = library ? [] : typed.length === 0 ? desire.selection.roots : typed
  const state = stateDirOf(io, options)
  const argv = [
    'reconcile',
    ...roots,
    '--watch',
    '--site-config',
    desire.config.dir,
    '--state',
    state,
    ...each('--manifest', narrowing.manifests),
    ...passedOn(io, options),
    // A run by hand that is under way is no reason to fail.
    '--wait',
  ]
  const configHome = configHomeOf(io)
  return {
    name,
    scope,
    program: launcher,
    argv,
    state,
    reads: [...roots, desire.config.dir, launcher, configHome],
    configHome,
    folder: library ? desire.config.dir : null,
    metricsPort: listen?.port ?? null,
  }
}

/** What is said to the run as it was typed. */
function passedOn(io: Io, options: InstallOptions): readonly string[] {
  const { host, node, driftInterval, metrics, maxDestroy, concurrency, tofu } = options
  return [
    ...some('--host', host),
    ...each('--node', node),
    ...some('--drift-interval', driftInterval),
    ...some('--metrics', metrics),
    ...some('--max-destroy', maxDestroy),
    ...some('--concurrency', concurrency),
    ...some('--tofu', tofu === undefined ? undefined : resolve(io.cwd, tofu)),
  ]
}

function refuseProblems({ problems }: Desire): void {
  if (problems.length === 0) return
  throw new HomestakError({
    code: 'InvalidManifest',
    message: `${count(problems.length, 'problem')} in the manifests: nothing was installed`,
    hint: 'every problem is listed above with its place',
  })
}

/** Beside this file, or where the package keeps it that this file was compiled for. */
const launcher = ['homestak', '../../../src/cli/homestak']
  .map((path) => fileURLToPath(new URL(path, import.meta.url)))
  .filter((path) => existsSync(path))
  .join()

/** Only what differs. */
function tasksFor(service: Service, standing: Standing, { state }: ServiceUnit, text: string): readonly Task[] {
  const { file, systemctl } = service
  const isNew = standing.text === null
  const changed = standing.text !== text
  const isFailed = standing.active === 'failed'
  const isUp = !isFailed && standing.active !== 'inactive'
  const write: Task = {
    would: `${isNew ? 'write' : 'change'} ${file}`,
    did: `${isNew ? 'wrote' : 'changed'} ${file}`,
    async run() {
      // What systemd is to let through must be there.
      await mkdir(state, { recursive: true, mode: 0o700 })
      await writeUnit(file, text)
      await systemctl('daemon-reload')
    },
  }
  return [
    ...(changed ? [write] : []),
    ...(standing.enabled ? [] : [unitTask(service, 'enable', 'enabled')]),
    ...(isFailed ? [unitTask(service, 'reset-failed', 'forgot the failures of')] : []),
    ...(isUp ? [] : [unitTask(service, 'start', 'started')]),
    ...(isUp && changed ? [unitTask(service, 'restart', 'restarted')] : []),
  ]
}

async function writeUnit(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(`${file}.new`, text, { mode: 0o644 })
    await rename(`${file}.new`, file)
  } catch (error) {
    throw unusable(file, error)
  }
}

/** Services of a user end with the user's last session, unless told otherwise. */
async function adviseLinger(io: Io, systemd: Systemd): Promise<void> {
  const { user } = systemd
  const shown = await systemd.run('loginctl', ['show-user', user, '--property=Linger']).catch(() => undefined)
  if (shown?.out.trim() === 'Linger=yes') return
  note(io, `It runs only while ${user} is logged in; to have it run always: loginctl enable-linger ${user}`)
}
