/** How commands are typed beside this one: what it was told of site, state and selection, for texts that name a command. */
import { resolve } from 'node:path'
import type { DestroyTargets } from '../reconciler/engine.ts'
import type { Typed } from '../typed.ts'
import type { Desired } from './desire.ts'
import type { Io } from './io.ts'
import type { CommonOptions, SelectionOptions } from './options.ts'
import { stateDirOf } from './output.ts'
import { findSite } from './site.ts'
import type { TofuOptions } from './tofu-tools.ts'
import { firstPath } from './sources.ts'

type SiteOptions = Pick<CommonOptions, 'siteConfig' | 'state'> & { readonly insecure?: true | undefined }

interface TypedOptions extends SiteOptions, SelectionOptions, TofuOptions {
  readonly skipPreflight?: true
  readonly replace?: readonly string[]
  readonly adopt?: readonly string[]
}

/** From where this command was typed, in its own words. */
export function typedHere(io: Io, paths: readonly string[], options: TypedOptions): Typed {
  const { manifestFile, manifestJson, state, siteConfig } = options
  const sources = [
    ...paths,
    ...each('--manifest-file', manifestFile),
    ...some('--manifest-json', manifestJson),
    ...each('-M', options.manifest),
  ]
  const found = siteConfig ?? siteBeyond(io, firstPath(paths, options))
  return typed(options, sources, [...some('--site-config', found), ...some('--state', state)])
}

/** From anywhere: for a run that stays, beside which others type. What it was agreed to at its start is not agreed to again. */
export function typedAnywhere(io: Io, options: TypedOptions, { desire, narrowing }: Desired): Typed {
  const state = stateDirOf(io, options)
  const tofu = options.tofu === undefined ? {} : { tofu: resolve(io.cwd, options.tofu) }
  return typed(
    { ...options, ...tofu, replace: [], adopt: [] },
    [...desire.selection.roots, ...each('-M', narrowing.manifests)],
    ['--site-config', desire.config.dir, ...(state === stateDirOf(io, {}) ? [] : ['--state', state])],
  )
}

/** Where no manifests are looked at. */
export const typedWithout = ({ siteConfig, state, insecure }: SiteOptions): Typed =>
  typed({ insecure }, [], [...some('--site-config', siteConfig), ...some('--state', state)])

/** Where guests are named instead: what others are told to reconcile, this one is told to destroy. */
export function typedToDestroy(options: SiteOptions, { keys, manifest, all, host }: DestroyTargets): Typed {
  const here = typedWithout(options)
  const again = [
    ...keys,
    ...some('--manifest', manifest ?? undefined),
    ...(all ? ['--all'] : []),
    ...some('-H', host ?? undefined),
  ]
  const common = here.get('diff')?.slice(1) ?? []
  return new Map([...here, ['reconcile', ['destroy', ...common, ...again]], ['diff', ['status', ...common]]])
}

/** An option with its value, where there is one. */
export const some = (option: string, value: string | number | undefined): readonly string[] =>
  value === undefined ? [] : [option, String(value)]

/** An option that is repeated for each of its values. */
export const each = (option: string, values: readonly string[] = []): readonly string[] =>
  values.flatMap((value) => [option, value])

function typed(options: TypedOptions, sources: readonly string[], common: readonly string[]): Typed {
  const { host, node, replace, adopt, tofu, insecure, skipPreflight } = options
  const reached = [...(insecure ? ['--insecure'] : []), ...common]
  const chosen = [
    ...sources,
    ...some('-H', host),
    ...each('--node', node),
    ...each('--replace', replace),
    ...each('--adopt', adopt),
    ...some('--tofu', tofu),
  ]
  return new Map([
    ['reconcile', ['reconcile', ...chosen, ...(skipPreflight ? ['--skip-preflight'] : []), ...reached]],
    ['diff', ['diff', ...chosen, ...reached]],
    ['destroy', ['destroy', ...reached]],
    ['manifest validate', ['manifest', 'validate', ...sources, ...common]],
    ['image fetch', ['image', 'fetch', ...reached]],
    ['image remove', ['image', 'remove', ...reached]],
  ])
}

/** A site-config that is found only because of PATH, which not every command has. */
function siteBeyond(io: Io, path: string): string | undefined {
  const here = findSite(io, {}, 'manifests')?.dir
  const there = findSite(io, {}, path)?.dir
  return there === here ? undefined : there
}
