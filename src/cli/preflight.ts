/** `homestak preflight`: what would keep a run from its end, before there is one. Writes nothing. */
import { peekStore } from '../../state/sqlite/open-store.ts'
import type { SiteConfig } from '../config/site-config.ts'
import { errorCodes, HomestakError } from '../errors.ts'
import type { Problem } from '../manifest/manifest.ts'
import { formatProblem } from '../manifest/problem.ts'
import { programNames } from '../preflight/checks/programs.ts'
import { fine, problem, warning, type Finding, type PreflightDocument } from '../preflight/finding.ts'
import { desireFrom } from '../reconciler/desire.ts'
import { firstExitCode } from '../reconciler/exit-code.ts'
import { preflight } from '../reconciler/preflight.ts'
import { preflightText } from '../report/preflight.ts'
import { refuseUnknownHost } from './desire.ts'
import { lookForImages } from './image-look.ts'
import { note, type Io } from './io.ts'
import { findPrograms } from './local-programs.ts'
import type { CommonOptions, SelectionOptions } from './options.ts'
import { paintFor, stateDirOf, writeJson } from './output.ts'
import { createPorts, type PortOptions } from './ports.ts'
import { tofuTools, type TofuOptions } from './tofu-tools.ts'
import { whileListening } from './signals.ts'
import { readSite } from './site.ts'
import { typedHere } from './typed.ts'
import { chooseManifests, firstPath, type Chosen } from './sources.ts'

export type PreflightOptions = CommonOptions & SelectionOptions & PortOptions & TofuOptions

export async function preflightVerb(io: Io, paths: readonly string[], options: PreflightOptions): Promise<number> {
  return whileListening(io, null, async ({ stop }) => {
    const site = await readSite(io, options, firstPath(paths, options))
    const { config } = site
    const onSite = checkSite(config, site.problems)
    // Whatever else would be said rests on these files.
    const findings = site.problems.length > 0 ? onSite : [...onSite, ...(await look(io, paths, options, config, stop))]
    const document = documentOf(findings)
    if (options.jsonOutput) writeJson(io, document)
    else io.stdout.write(preflightText(document, paintFor(io, io.stdout, options)))
    return firstExitCode(findings.flatMap(({ code }) => (code === null ? [] : [errorCodes[code].exit])))
  })
}

async function look(
  io: Io,
  paths: readonly string[],
  options: PreflightOptions,
  config: SiteConfig,
  stop: AbortSignal,
): Promise<readonly Finding[]> {
  refuseUnknownHost(config, options.host)
  const { selection, names } = await manifestsAtHand(io, paths, options, config)
  const isMeant = ({ name }: { readonly name: string }): boolean => names.length === 0 || names.includes(name)
  const desire = desireFrom({ selection, config, host: options.host, isMeant, homeless: 'broken' })
  const narrowing = { manifests: names, nodes: options.node ?? [], host: options.host ?? null }
  const all = options.host === undefined ? config.hostNames : [options.host]
  const hosts = selection.files.length === 0 ? all : []
  const store = desire.site === null ? undefined : peekStore(stateDirOf(io, options), desire.site)
  try {
    const programs = findPrograms(io, programNames)
    const asked = { narrowing, hosts, programs, stop }
    const tofu = tofuTools(io, options, desire.site ?? '')
    const ports = {
      ...createPorts(io, options),
      typed: typedHere(io, paths, options),
      images: lookForImages(io),
      tofu,
    }
    const found = await preflight(ports, desire, asked, store)
    const told = new Set(desire.problems.map(({ message }) => message))
    // What a file lacks keeps its host from being looked at, too: the file's line says more.
    const others = found.filter(({ message }) => !told.has(message))
    return [...desire.problems.map((each) => fromProblem('InvalidManifest', each)), ...others]
  } finally {
    store?.close()
  }
}

/** None at hand: then the hosts are looked at by themselves. */
async function manifestsAtHand(
  io: Io,
  paths: readonly string[],
  options: PreflightOptions,
  config: SiteConfig,
): Promise<Pick<Chosen, 'selection' | 'names'>> {
  try {
    return await chooseManifests(io, paths, options, config)
  } catch (error) {
    const isOpen = error instanceof HomestakError && ['NoSuchPath', 'Usage', 'InvalidManifest'].includes(error.code)
    if (!isOpen || paths.length > 0 || options.manifest || options.manifestFile || options.manifestJson) throw error
    note(io, `homestak: no manifest is looked at: ${error.message}`)
    return { selection: { roots: [], files: [] }, names: [] }
  }
}

function checkSite(config: SiteConfig, problems: readonly Problem[]): readonly Finding[] {
  const place = { check: 'site-config', host: null } as const
  const { site, hostNames, dir } = config
  const findings = [
    ...problems.map((each) => fromProblem('InvalidSiteConfig', each)),
    ...config.warnings.map((text) => warning(place, text, 'see the line that it names')),
    ...(site.id === null
      ? [
          problem(
            place,
            'InvalidSiteConfig',
            `${dir}/site.yaml has no id`,
            'homestak reconcile proposes the line to add',
          ),
        ]
      : []),
    ...(hostNames.length === 0
      ? [problem(place, 'InvalidSiteConfig', `${dir} has no nodes/NAME.yaml`, 'homestak site init ADDRESS')]
      : []),
  ]
  return findings.length > 0 ? findings : [fine(place, dir)]
}

const fromProblem = (code: 'InvalidManifest' | 'InvalidSiteConfig', { hint, ...said }: Problem) =>
  problem({ check: 'site-config', host: null }, code, formatProblem(said), hint ?? 'correct that line')

function documentOf(findings: readonly Finding[]): PreflightDocument {
  const summary = { ok: 0, warning: 0, problem: 0 }
  for (const { result } of findings) summary[result] += 1
  return { schema: 'homestak/preflight/v1', findings, summary }
}
