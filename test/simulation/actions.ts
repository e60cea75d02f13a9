/** What happens between two runs: edits of the manifests, drift by hand at the host, guests of others. */
import type { Random } from '../../src/clock.ts'
import type { Lab } from '../lab.ts'
import { newNode, type Declared, type DeclaredNetwork, type Manifests } from './manifest-writer.ts'
import { lookOf, type Keepsakes } from './rules.ts'

export interface Stage extends Manifests {
  readonly lab: Lab
  readonly random: Random
  /** Guests of others. */
  readonly keepsakes: Keepsakes
  /** Counts names, so that none is used twice by chance. */
  count: number
}

export const pick = <T>(random: Random, items: readonly T[]): T | undefined =>
  items[Math.floor(random.float() * items.length)]

/** Does something and says what. */
export type Action = (stage: Stage) => Promise<string>

const allNodes = ({ manifests }: Stage) =>
  [...manifests].flatMap(([manifest, nodes]) => nodes.map((node) => ({ manifest, nodes, node })))

const guestsIn = (stage: Stage) => allNodes(stage).filter(({ node }) => node.network === null)

const networksIn = (stage: Stage) =>
  allNodes(stage).flatMap(({ manifest, node }) => (node.network ? [{ manifest, node, network: node.network }] : []))

const addNetwork: Action = async (stage) => {
  const manifest = pick(stage.random, [...stage.manifests.keys()]) ?? 'one'
  if (networksIn(stage).length >= 3) return 'enough networks'
  const vnet = `n${(stage.count += 1)}`
  const network: DeclaredNetwork = { vnet, zone: 'za', tag: stage.count, subnets: [] }
  stage.manifests.get(manifest)?.push({ ...newNode(vnet), network })
  return `add network ${manifest}/${vnet}`
}

const editNetwork: Action = async (stage) => {
  const { random } = stage
  const chosen = pick(random, networksIn(stage))
  if (!chosen) return 'no network to edit'
  const { network, node, manifest } = chosen
  const fate = random.float()
  if (fate < 0.3) network.tag = stage.count += 1
  else if (fate < 0.6) network.subnets = random.float() < 0.5 ? [] : [`10.${(stage.count += 1) % 256}.0.0/24`]
  else if (fate < 0.8) network.zone = network.zone === 'za' ? 'zb' : 'za'
  else node.protect = !node.protect
  return `edit network ${manifest}/${node.name}`
}

/** Only of its own manifest, so that it is waited for. */
const plugIn: Action = async (stage) => {
  const chosen = pick(stage.random, guestsIn(stage))
  if (!chosen) return 'no guest to plug in'
  const here = networksIn(stage).filter(({ manifest }) => manifest === chosen.manifest)
  const network = chosen.node.bridge === null ? pick(stage.random, here) : undefined
  chosen.node.bridge = network?.network.vnet ?? null
  return `plug ${chosen.manifest}/${chosen.node.name} into ${chosen.node.bridge ?? 'the bridge'}`
}

const retagByHand: Action = async (stage) => {
  const { lab, random } = stage
  const vnet = pick(random, Object.keys(lab.simulator.world.networks().config.vnets))
  if (vnet === undefined) return 'no network to retag'
  const isApplied = random.float() < 0.5
  try {
    await lab.settle(lab.simulator.world.run('PUT', `/cluster/sdn/vnets/${vnet}`, { tag: 10_000 + (stage.count += 1) }))
    if (isApplied) await lab.settle(lab.simulator.world.run('PUT', '/cluster/sdn'))
  } catch (error) {
    return `retag ${vnet} by hand: refused (${error instanceof Error ? error.message : String(error)})`
  }
  return `retag ${vnet} by hand${isApplied ? '' : ', not applied'}`
}

const edit =
  (what: string, change: (node: Declared, stage: Stage) => void): Action =>
  async (stage) => {
    const chosen = pick(stage.random, guestsIn(stage))
    if (!chosen) return 'nothing to edit'
    change(chosen.node, stage)
    return `${what} of ${chosen.manifest}/${chosen.node.name}`
  }

const add: Action = async (stage) => {
  const manifest = pick(stage.random, [...stage.manifests.keys()]) ?? 'one'
  const nodes = stage.manifests.get(manifest) ?? []
  if (allNodes(stage).length >= 8) return 'enough nodes'
  const needed = pick(
    stage.random,
    nodes.filter(({ network }) => network === null),
  )
  const node = newNode(`n${(stage.count += 1)}`)
  if (needed && stage.random.float() < 0.4) node.depends_on = [needed.name]
  if (stage.random.float() < 0.3) node.vmid = 20_000 + stage.count
  if (stage.random.float() < 0.2) node.template = true
  nodes.push(node)
  return `add ${manifest}/${node.name}`
}

const remove: Action = async (stage) => {
  const chosen = pick(stage.random, allNodes(stage))
  if (!chosen) return 'nothing to remove'
  chosen.nodes.splice(chosen.nodes.indexOf(chosen.node), 1)
  for (const other of chosen.nodes) other.depends_on = other.depends_on.filter((name) => name !== chosen.node.name)
  // Sometimes a guest is left on what nobody declares any more.
  for (const { node } of stage.random.float() < 0.7 ? guestsIn(stage) : [])
    if (node.bridge === chosen.node.network?.vnet) node.bridge = null
  return `remove ${chosen.manifest}/${chosen.node.name}`
}

const rename: Action = async (stage) => {
  const chosen = pick(stage.random, allNodes(stage))
  if (!chosen) return 'nothing to rename'
  const name = `n${(stage.count += 1)}`
  const { node, nodes } = chosen
  nodes.splice(nodes.indexOf(node), 1, { ...node, name, moved_from: node.name })
  for (const other of nodes) other.depends_on = other.depends_on.map((needed) => (needed === node.name ? name : needed))
  return `rename ${chosen.manifest}/${node.name} to ${name}`
}

/** Guests with our mark, by vmid. */
const ours = ({ lab, keepsakes }: Stage) =>
  lab.simulator.world
    .guests()
    .map(({ vmid }) => vmid)
    .filter((vmid) => !keepsakes.has(vmid))

const byHand =
  (what: string, act: (stage: Stage, vmid: number) => Promise<void>): Action =>
  async (stage) => {
    const vmid = pick(stage.random, ours(stage))
    if (vmid === undefined) return `nothing to ${what}`
    try {
      await stage.lab.settle(act(stage, vmid))
      return `${what} ${vmid} by hand`
    } catch (error) {
      return `${what} ${vmid} by hand: refused (${error instanceof Error ? error.message : String(error)})`
    }
  }

const call = (
  stage: Stage,
  method: 'POST' | 'PUT' | 'DELETE',
  vmid: number,
  path: string,
  form?: Record<string, string | number>,
) => stage.lab.simulator.world.run(method, `/nodes/pve/qemu/${vmid}${path}`, form)

const destroyByHand = byHand('destroy', async (stage, vmid) => {
  await call(stage, 'POST', vmid, '/status/stop')
  await call(stage, 'DELETE', vmid, '')
})

/** A guest of somebody else under a vmid that ours may have had. */
const addForeign: Action = async (stage) => {
  const { lab, keepsakes, random } = stage
  if (keepsakes.size >= 6) return 'enough guests of others'
  const remembered = lab.store.nodes().flatMap(({ vmid }) => vmid ?? [])
  const vmid =
    pick(
      random,
      remembered.filter((id) => !lab.simulator.world.guest(id)),
    ) ?? 100 + keepsakes.size
  if (lab.simulator.world.guest(vmid)) return `vmid ${vmid} is taken`
  await lab.settle(lab.simulator.world.run('POST', '/nodes/pve/qemu', { vmid, name: `other-${vmid}`, memory: 512 }))
  keepsakes.set(vmid, lookOf(lab, vmid))
  return `somebody makes guest ${vmid}`
}

/** A copy keeps the description and with it a mark that is not its own. */
const cloneByHand: Action = async (stage) => {
  const { lab, keepsakes, random } = stage
  const vmid = pick(random, ours(stage))
  if (vmid === undefined || keepsakes.size >= 6) return 'nothing to clone'
  const newid = 30_000 + (stage.count += 1)
  try {
    await lab.settle(call(stage, 'POST', vmid, '/clone', { newid, full: 1 }))
  } catch (error) {
    return `clone of ${vmid} refused (${error instanceof Error ? error.message : String(error)})`
  }
  keepsakes.set(newid, lookOf(lab, newid))
  return `somebody clones ${vmid} to ${newid}`
}

const waitAWhile: Action = async ({ lab, random }) => {
  const seconds = Math.round(random.float() * 4000)
  await lab.clock.advance(seconds * 1000)
  return `${seconds} s pass`
}

const loseState: Action = async ({ lab }) => {
  lab.loseState()
  return 'the state is lost'
}

type Choices = readonly (readonly [number, Action])[]

/** Each with how often it comes. */
export const actions: Choices = [
  [6, add],
  [2, addNetwork],
  [3, editNetwork],
  [3, plugIn],
  [1, retagByHand],
  [3, remove],
  [2, rename],
  [
    3,
    edit(
      'preset',
      (node, { random }) => (node.preset = pick(random, ['vm-xsmall', 'vm-small', 'vm-medium'] as const) ?? 'vm-small'),
    ),
  ],
  [2, edit('disk', (node) => (node.disk += 2))],
  [2, edit('tags', (node, stage) => (node.tags = [`t${(stage.count += 1)}`]))],
  [1, edit('image', (node) => (node.image = node.image === 'debian-12' ? 'debian-13' : 'debian-12'))],
  [1, edit('template', (node) => (node.template = !node.template))],
  [2, edit('protection', (node) => (node.protect = !node.protect))],
  [1, edit('data disk', (node) => (node.data = (node.data ?? 3) + 1))],
  [3, byHand('stop', (stage, vmid) => call(stage, 'POST', vmid, '/status/stop'))],
  [2, byHand('change the cores of', (stage, vmid) => call(stage, 'PUT', vmid, '/config', { cores: 7 }))],
  [2, byHand('take the tags of', (stage, vmid) => call(stage, 'PUT', vmid, '/config', { delete: 'tags' }))],
  [1, destroyByHand],
  [2, addForeign],
  [1, cloneByHand],
  [1, waitAWhile],
  [1, loseState],
]

/** What may happen while somebody watches: nobody takes the state away from under a process. */
export const deeds: Choices = actions.filter(([, action]) => action !== loseState)

/** Draws one; the more often it comes, the likelier. */
export function chooseBy(random: Random, choices: Choices): Action {
  let at = random.float() * choices.reduce((sum, [weight]) => sum + weight, 0)
  for (const [weight, action] of choices) {
    at -= weight
    if (at < 0) return action
  }
  return async () => 'nothing'
}
