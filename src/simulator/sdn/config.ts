/** The configuration of networks across nodes: changed under a lock, and different from what runs until it is applied. */
import { demandAny, mayAny } from '../access.ts'
import type { Call } from '../call.ts'
import { asList, asText, isOn } from '../call.ts'
import { checkDigest, digestOf } from '../config-digest.ts'
import type { Host } from '../host.ts'
import { settingsOf } from '../interfaces.ts'
import { failure, prefixed } from '../refusal.ts'
import type { Params } from '../schema-check.ts'
import { findMethod } from '../schema.ts'
import type { SectionOptions } from '../section-config.ts'
import { checkRemovals, checkSection } from '../section-config.ts'
import type { Sdn, SdnConfig, SdnObject } from '../state.ts'

export type SdnKind = keyof SdnConfig

const nothing = (): SdnConfig => ({ zones: {}, vnets: {}, subnets: {} })

export const sdnOf = ({ state }: Host): Sdn => (state.sdn ??= { config: nothing(), version: 0 })

export const runningOf = (host: Host): SdnConfig => sdnOf(host).running ?? nothing()

const inText: Readonly<Record<SdnKind, string>> = { zones: 'sdn', vnets: 'sdn vnet', subnets: 'sdn subnet' }

/** One object of a configuration. */
export function objectNamed(config: SdnConfig, kind: SdnKind, name: string): SdnObject {
  const found = config[kind][name]
  if (!found) throw failure(`${inText[kind]} '${name}' does not exist`)
  return found
}

/** Applies a change to a copy, which counts only when nothing was wrong with it. `act` begins the text of a refusal. */
export function changeSdn({ host, params }: Call, act: string, change: (config: SdnConfig) => void): null {
  const sdn = sdnOf(host)
  return prefixed(act, () => {
    checkLock(sdn, params)
    const config = structuredClone(sdn.config)
    change(config)
    sdn.config = config
    return null
  })
}

export function checkLock(sdn: Sdn, params: Params): void {
  if (sdn.lock !== undefined && asText(params['lock-token']) !== sdn.lock) {
    throw failure('invalid lock token provided!')
  }
}

/** Refuses a change where the file that holds all objects of a kind is another by now. */
export const checkFile = ({ host, params }: Call, kind: SdnKind): void =>
  checkDigest(params['digest'], sdnOf(host).config[kind])

const templates: Readonly<Record<SdnKind, string>> = {
  zones: '/cluster/sdn/zones',
  vnets: '/cluster/sdn/vnets',
  subnets: '/cluster/sdn/vnets/some/subnets',
}

function valueOf(kind: SdnKind, key: string, value: Params[string]): SdnObject[string] {
  const type = findMethod('POST', templates[kind])?.method.properties.get(key)?.type
  if (type === 'array') return [value].flat().join(' ')
  const text = asText(value) ?? ''
  if (key === 'nodes' || key === 'exitnodes') return asList(value).toSorted().join(',')
  return type === 'integer' || type === 'boolean' ? Number(text) : text
}

const asked = new Set(['digest', 'delete', 'lock-token', 'type'])
const ownName: Readonly<Record<SdnKind, string>> = { zones: 'zone', vnets: 'vnet', subnets: 'subnet' }

/** The options among the parameters, without the name of the object itself. */
export function givenOptions(kind: SdnKind, params: Params): SdnObject {
  const given = Object.entries(params).filter(([key]) => !asked.has(key) && key !== ownName[kind])
  return Object.fromEntries(given.map(([key, value]) => [key, valueOf(kind, key, value)]))
}

export function newObject(options: SectionOptions, type: string, given: SdnObject): SdnObject {
  checkSection(options, Object.keys(given), true)
  return { type, ...given }
}

/** An object with what a call gives and takes away. */
export function changedObject(
  options: SectionOptions,
  present: SdnObject,
  given: SdnObject,
  params: Params,
): SdnObject {
  checkSection(options, Object.keys(given), false)
  const removed = asList(params['delete'])
  checkRemovals(options, removed, Object.keys(given))
  const kept = Object.entries(present).filter(([key]) => !removed.includes(key))
  return { ...Object.fromEntries(kept), ...given }
}

/** An object as it is listed: with the name that it goes by. */
export type Shown = Record<string, unknown>

/** What runs, with what waits beside it. */
function pendingView(running: SdnObject | undefined, config: SdnObject | undefined): Shown {
  const pending: Shown = {}
  for (const key of Object.keys(running ?? {})) if (config && config[key] === undefined) pending[key] = 'deleted'
  const top: Shown = { ...running }
  for (const [key, value] of Object.entries(config ?? {})) {
    if (key === 'type' || key === 'vnet') top[key] = value
    else if (running?.[key] !== value) pending[key] = value
  }
  const changed = config ? Object.keys(pending).length > 0 || running?.['vnet'] !== config['vnet'] : false
  const state = !config ? 'deleted' : !running ? 'new' : changed ? 'changed' : undefined
  return state === undefined ? top : { ...top, state, pending }
}

/** The objects of a kind as a call asks for them: what runs, what waits, or what is declared. */
export function viewOf({ host, params }: Call, kind: SdnKind): ReadonlyMap<string, Shown> {
  const { config } = sdnOf(host)
  const running = runningOf(host)
  if (isOn(params['pending'])) {
    const names = [...new Set([...Object.keys(running[kind]), ...Object.keys(config[kind])])].toSorted()
    return new Map(
      names.map((name) => [name, { ...pendingView(running[kind][name], config[kind][name]), digest: null }]),
    )
  }
  const source = isOn(params['running']) ? running[kind] : config[kind]
  const digest = isOn(params['running']) ? null : digestOf(config[kind])
  return new Map(
    Object.keys(source)
      .toSorted()
      .map((name) => [name, { ...source[name], digest }]),
  )
}

export function oneOf(call: Call, kind: SdnKind, name: string): Shown {
  const found = viewOf(call, kind).get(name)
  if (!found) throw failure(`${inText[kind]} '${name}' does not exist`)
  return found
}

/** Whether anything waits to be applied. */
export const hasChanges = (host: Host): boolean =>
  JSON.stringify(sdnOf(host).config) !== JSON.stringify(runningOf(host))

/** The privileges one of which shows zones and virtual networks. */
export const sdnReaders = ['SDN.Audit', 'SDN.Allocate']

export const seesZone = ({ host, caller }: Call, zone: string): boolean =>
  mayAny(host.state, caller, `/sdn/zones/${zone}`, sdnReaders)

/** Refuses who has none of the privileges on a virtual network that is declared. */
export function demandVnet({ host, caller }: Call, vnet: string, privileges: readonly string[]): void {
  const { zone } = objectNamed(sdnOf(host).config, 'vnets', vnet)
  demandAny(host.state, caller, `/sdn/zones/${String(zone)}/${vnet}`, privileges)
}

/** The zone that a bridge belongs to, as far as rights go. */
export const zoneOfBridge = (host: Host, bridge: string): string =>
  String(sdnOf(host).config.vnets[bridge]?.['zone'] ?? 'localnetwork')

/** Gives a node the networks that were last applied. */
export function spread(host: Host, node: string): void {
  const { version, running } = sdnOf(host)
  if (running) settingsOf(host, node).sdn = { version, config: structuredClone(running) }
}
