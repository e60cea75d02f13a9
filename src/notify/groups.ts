/** Which events a rule is about. */
import type { NotificationRule } from '../config/site-config.ts'
import type { RunEvent } from '../reconciler/documents.ts'
import type { Standing } from './standing.ts'

/** What `on:` may name beside the reasons themselves; the schema says what each is for. */
export const groups = ['all', 'failed', 'held', 'drift', 'destroyed', 'recovered', 'host'] as const

type Group = (typeof groups)[number]

const members: Readonly<Record<Group, (event: RunEvent, standing: Standing) => boolean>> = {
  all: () => true,
  failed: ({ reason }) => ['Failed', 'RollBack', 'Problem'].includes(reason),
  held: ({ reason }) => reason === 'Held',
  drift: ({ reason }) => reason === 'Drift',
  destroyed: ({ reason }) => reason === 'Destroyed' || reason === 'Released',
  recovered: (_, { recovered }) => recovered,
  host: ({ key, host }) => key === null && host !== null,
}

export function isWanted(rule: NotificationRule, event: RunEvent, standing: Standing): boolean {
  const { key, host } = event
  if (rule.hosts.length > 0 && (host === null || !rule.hosts.includes(host))) return false
  if (rule.manifests.length > 0 && (key === null || !rule.manifests.includes(manifestOf(key)))) return false
  return rule.on.some((name) => name === event.reason || (isGroup(name) && members[name](event, standing)))
}

const isGroup = (name: string): name is Group => Object.hasOwn(members, name)

/** Of `manifest/node` and `manifest/node@host`. */
const manifestOf = (key: string): string => key.split('/', 1)[0] ?? key
