/** The arrows between the parts, and what must stay pure, read from the source itself. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..')

/** What each part may import, beside itself, the contracts and the files right under src/. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  schemas: [],
  state: [],
  'src/graph': [],
  'src/manifest': ['src/graph', 'schemas'],
  'src/sops': [],
  'src/config': ['src/sops', 'src/manifest', 'schemas'],
  'src/pve': [],
  'src/ssh': [],
  'src/images': ['src/pve', 'src/config', 'src/manifest'],
  'src/steps': ['src/pve', 'src/ssh'],
  controllers: ['src/steps', 'src/pve', 'src/ssh'],
  'src/preflight': ['src/pve'],
  'src/onboarding': ['src/preflight', 'src/pve'],
  'src/reconciler': [
    'controllers',
    'src/preflight',
    'src/steps',
    'src/pve',
    'src/ssh',
    'src/graph',
    'src/config',
    'src/manifest',
  ],
  'src/report': [],
  'src/server': [],
  'src/notify': [],
  'src/simulator': [],
}
/** At the far left of the arrows: it puts all parts together. */
const top = 'src/cli'
/** Depend on nothing of ours at all, not even on contracts. */
const alone = ['schemas', 'state']

/** Shapes that are the same for everybody, free to all; they import only one another. */
const contracts = [
  'src/manifest/manifest.ts',
  'src/config/site-config.ts',
  'src/config/said.ts',
  'src/graph/desired-network.ts',
  'src/graph/desired-node.ts',
  'src/preflight/finding.ts',
  'src/pve/api-schema.json',
  'src/pve/guest-view.ts',
  'src/pve/mark.ts',
  'src/pve/network-mark.ts',
  'src/pve/sdn-view.ts',
  'src/pve/transport.ts',
  'src/pve/warrant.ts',
  'src/steps/operation.ts',
  'src/images/documents.ts',
  'controllers/controller.ts',
  'controllers/network-controller.ts',
  'src/reconciler/documents.ts',
  'src/reconciler/live.ts',
  'state/store.ts',
]

/** Single imports beyond the arrows, each with its reason. */
const beyond: Readonly<Record<string, string>> = {
  'src/simulator/network.ts -> src/steps/iso9660.ts': 'a simulated guest boots from the seed ISO, as a real one does',
  'src/reconciler/reaction.ts -> state/state-error.ts': 'a state that takes no more is told as that, not as a bug',
  'src/reconciler/watch/lenient-store.ts -> state/state-error.ts': 'a run that stays outlives a full disk',
}

/** Parts that touch the world; everywhere else only the files of `edges` do. */
const withEffects = [
  'src/pve',
  'src/ssh',
  'src/images',
  'src/steps',
  'src/server',
  'src/notify',
  'src/simulator',
  'state',
  top,
]
const edges: Readonly<Record<string, string>> = {
  'src/manifest/node-files.ts': 'the file system as the loader is given it',
  'src/config/config-files.ts': 'the file system as the site-config reader is given it',
  'src/manifest/generate-validators.ts': 'a program of its own, run by developers',
}
const effectModules =
  /^(node:)?(fs|child_process|net|tls|dgram|dns|http|https|http2|worker_threads|cluster|readline|timers|os|sqlite)(\/.*)?$|^undici(\/.*)?$/
/** Pure functions that live in modules of effects. */
const pureNames = /^\{ *(isIP|isIPv4|isIPv6)( *, *(isIP|isIPv4|isIPv6))* *\}$/

/** Files below src/cli that may read time, chance, environment or the running process. */
const ambient: Readonly<Record<string, string>> = {
  'src/clock.ts': 'the one place that time and chance come from',
  'src/pve/generate-api.ts': 'a program of its own, run by developers',
}
const ambientUse = new RegExp(
  [
    /\bprocess\.\w/,
    /\bDate\.now\b/,
    /\bnew Date\(\)/,
    /\bperformance\.now\b/,
    /\bMath\.random\b/,
    /\b(randomBytes|randomUUID|randomInt|getRandomValues)\b/,
    /\b(setTimeout|setInterval|setImmediate)\b/,
    /\bAbortSignal\.timeout\b/,
  ]
    .map(({ source }) => source)
    .join('|'),
)

interface Import {
  readonly names: string
  /** Nothing of it is there when the program runs. */
  readonly typeOnly: boolean
  /** A path from the repository's root, or the name of a package. */
  readonly target: string
}

interface Source {
  readonly path: string
  readonly lines: number
  /** Without comments. */
  readonly code: string
  readonly imports: readonly Import[]
}

function readSource(path: string): Source {
  const text = readFileSync(join(root, path), 'utf8')
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*/g, '')
  const found = [
    ...code.matchAll(/^(?:import|export)\s+(?:(type\s+)?([\w*{}\s,$]+?)\s+from\s+)?'([^']+)'/gm),
    ...code.matchAll(/\bimport\(\s*()()'([^']+)'/g),
  ]
  const imports = found.map(([, type, names = '', name = '']) => ({
    names: names.trim(),
    typeOnly: Boolean(type),
    target: name.startsWith('.') ? normalize(join(dirname(path), name)) : name,
  }))
  return { path, lines: text.split('\n').length - 1, code, imports }
}

/** All files that run where `path` runs. */
function reachedFrom(path: string): ReadonlySet<string> {
  const reached = new Set([path])
  for (const from of reached) {
    const imports = sources.find((source) => source.path === from)?.imports ?? []
    for (const { target, typeOnly } of imports) if (!typeOnly) reached.add(target)
  }
  return reached
}

const partOf = (path: string): string => /^(src\/[^/]+|[^/]+)\//.exec(path)?.[1] ?? path
/** src/clock.ts, src/errors.ts and their like. */
const isShared = (path: string): boolean => /^src\/[^/]+\.ts$/.test(path)
const isOurs = ({ target }: Import): boolean => existsSync(join(root, target))

const sources = globSync('{src,controllers,state,schemas}/**/*.ts', { cwd: root }).map(readSource)
const handWritten = [...sources, ...globSync('test/**/*.ts', { cwd: root }).map(readSource)].filter(
  ({ path }) => !path.endsWith('.generated.ts'),
)

function mayImport(from: string, target: string): boolean {
  const part = partOf(from)
  if (part === partOf(target)) return true
  if (part === top) return true
  if (alone.includes(part)) return false
  if (isShared(target) || contracts.includes(target)) return true
  return !isShared(from) && (arrows[part] ?? []).includes(partOf(target))
}

/** Every import of ours that `forbidden` objects to, as `from -> target`. */
const offending = (forbidden: (source: Source, target: Import) => boolean): readonly string[] =>
  sources.flatMap((source) =>
    source.imports.filter((target) => forbidden(source, target)).map(({ target }) => `${source.path} -> ${target}`),
  )

describe('the source', () => {
  test('was found, with its imports', () => {
    expect(sources.length).toBeGreaterThan(20)
    expect(sources.find(({ path }) => path === 'src/pve/mark.ts')?.imports).toContainEqual({
      names: '{ Identity }',
      typeOnly: true,
      target: 'src/graph/desired-node.ts',
    })
  })

  test('has no part whose place among the arrows is unknown', () => {
    const parts = new Set(sources.filter(({ path }) => !isShared(path)).map(({ path }) => partOf(path)))
    expect([...parts].filter((part) => part !== top && !(part in arrows))).toEqual([])
  })

  test('imports along the arrows only', () => {
    const offenders = offending(({ path }, target) => isOurs(target) && !mayImport(path, target.target))
    expect(offenders.filter((offender) => !(offender in beyond))).toEqual([])
    expect(Object.keys(beyond).filter((entry) => !offenders.includes(entry))).toEqual([])
  })

  test('knows node types in the engine through their interface only', () => {
    const isType = ({ target }: Import) => /^controllers\/[^/]+\//.test(target)
    expect(offending(({ path }, target) => partOf(path) === 'src/reconciler' && isType(target))).toEqual([])
  })

  test('keeps contracts free of all but contracts', () => {
    const free = (target: string) => contracts.includes(target) || isShared(target)
    expect(offending(({ path }, target) => contracts.includes(path) && isOurs(target) && !free(target.target))).toEqual(
      [],
    )
  })

  test('issues warrants in one place', () => {
    const issuing = sources.filter(({ code }) => /\bissue(Network)?Warrant\b/.test(code)).map(({ path }) => path)
    expect(issuing.toSorted()).toEqual(['src/pve/warrant.ts', 'src/reconciler/authorize.ts'])
  })

  /** Where a call that changes something is sent, and who asks for one. */
  const ofGuests = ['src/pve/guest-writes.ts', 'src/pve/relayed-writes.ts', 'src/pve/seed-volumes.ts']
  const ofNetworks = ['src/pve/sdn-writes.ts', 'src/pve/relayed-sdn-writes.ts']
  const senders = [...ofGuests, ...ofNetworks, 'src/pve/image-volumes.ts', 'src/pve/access-writes.ts']
  const steps = ['src/steps/run-step.ts', 'src/steps/run-network-steps.ts']
  const performing = ['src/reconciler/perform.ts', 'src/reconciler/networks/perform.ts']
  const running = [...ofGuests, ...ofNetworks, ...steps, 'src/reconciler/authorize.ts', ...performing]
  const writers = [...running, ...senders]

  test('sends what changes something from three files only', () => {
    const sending = offending(
      ({ path }, { names, target }) =>
        target === 'src/pve/write.ts' && /\b(write|relay|relayWrite)\b/.test(names) && !senders.includes(path),
    )
    expect(sending).toEqual([])
    const reached = reachedFrom('src/reconciler/reconcile.ts')
    expect(running.filter((path) => !reached.has(path))).toEqual([])
  })

  test.each(['diff', 'status', 'preflight'])('lets %s reach nothing that writes', (command) => {
    const reached = reachedFrom(`src/cli/${command}.ts`)
    expect(reached).toContain(`src/reconciler/${command}.ts`)
    expect(reached).toContain('src/reconciler/pass.ts')
    expect(writers.filter((path) => reached.has(path))).toEqual([])
  })

  test('touches the world only in the parts and at the edges made for it', () => {
    const offenders = offending(
      ({ path }, { names, target }) =>
        effectModules.test(target) && !pureNames.test(names) && !withEffects.includes(partOf(path)) && !(path in edges),
    )
    expect(offenders.filter((offender) => !isShared(offender.split(' ')[0] ?? ''))).toEqual([])
  })

  test('reads time, chance, environment and process only where it starts', () => {
    const reading = sources
      .filter(({ path }) => partOf(path) !== top && !(path in ambient))
      .flatMap(({ path, code }) => {
        const use = ambientUse.exec(code)
        return use ? [`${path}: ${use[0]}`] : []
      })
    expect(reading).toEqual([])
  })

  test('excepts no file that is gone', () => {
    const excepted = [...contracts, ...Object.keys(edges), ...Object.keys(ambient)]
    expect(excepted.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })

  test('has no file beyond 300 lines, but for generated ones', () => {
    expect(handWritten.filter(({ lines }) => lines > 300).map(({ path, lines }) => `${path}: ${lines}`)).toEqual([])
  })
})
