/** `settings.notifications` of site.yaml: each rule in one form, and whether what it names exists. */
import type { Problem } from '../manifest/manifest.ts'
import { shown } from '../manifest/words.ts'
import type { ConfigDocument } from './config-document.ts'
import type { NotificationDocument } from './documents.ts'
import { missingName } from './entries.ts'
import type { NotificationRule } from './site-config.ts'

/** What the schema cannot say is checked here. */
export function readNotifications(
  document: ConfigDocument,
  given: readonly NotificationDocument[],
): { readonly rules: readonly NotificationRule[]; readonly problems: readonly Problem[] } {
  const problems = given.flatMap((entry, index) => {
    const finding = unfit(entry)
    if (finding === undefined) return []
    const { field, message, hint } = finding
    const place = document.at(['settings', 'notifications', index, ...(field === undefined ? [] : [field])])
    return [{ ...place, message: `settings.notifications[${index}]${message}`, hint }]
  })
  return { rules: given.map(ruleOf), problems }
}

interface Finding {
  readonly field?: string
  /** Follows the name of the rule. */
  readonly message: string
  readonly hint: string
}

function unfit({ webhook, command, secret, header }: NotificationDocument): Finding | undefined {
  if (webhook !== undefined && command !== undefined)
    return { message: ' has both webhook and command', hint: 'make two rules of it' }
  if (webhook === undefined && command === undefined)
    return { message: ' has neither webhook nor command', hint: 'add webhook: URL, or command: [PROGRAM, ARGUMENT]' }
  if (webhook !== undefined && !URL.canParse(webhook))
    return {
      field: 'webhook',
      message: `.webhook ${shown(webhook)} is no URL`,
      hint: 'for example https://chat.example/hook',
    }
  if (command?.[0] === '')
    return { field: 'command', message: '.command has no program', hint: 'begin the list with the path of a program' }
  if (command !== undefined && secret !== undefined)
    return {
      field: 'secret',
      message: '.secret is for a webhook only',
      hint: 'leave it out; a command has its own ways',
    }
  if (header !== undefined && secret === undefined)
    return { field: 'header', message: '.header has no secret to carry', hint: 'name one with secret:' }
  return undefined
}

const ruleOf = (entry: NotificationDocument): NotificationRule => ({
  on: entry.on,
  to:
    entry.webhook === undefined
      ? { kind: 'command', argv: entry.command ?? [] }
      : { kind: 'webhook', url: entry.webhook, secret: entry.secret ?? null, header: entry.header ?? null },
  hosts: entry.hosts ?? [],
  manifests: entry.manifests ?? [],
})

/** Names that there are. */
export interface KnownNames {
  /** Paths of texts in secrets.yaml. */
  readonly secrets: readonly string[]
  readonly hosts: readonly string[]
}

/** Without its secret a rule cannot be used; a host that there is none of keeps it silent, which is worth a warning. */
export function checkNotifications(
  document: ConfigDocument,
  rules: readonly NotificationRule[],
  known: KnownNames,
): { readonly problems: readonly Problem[]; readonly warnings: readonly Problem[] } {
  const at = (index: number, field: string, name: string, where: string, names: readonly string[]) =>
    missingName(document, ['settings', 'notifications', index, field], name, names, where)
  return {
    problems: rules.flatMap(({ to }, index) =>
      to.kind === 'webhook' && to.secret !== null ? at(index, 'secret', to.secret, 'secrets.yaml', known.secrets) : [],
    ),
    warnings: rules.flatMap(({ hosts }, index) =>
      hosts.flatMap((host) => at(index, 'hosts', host, 'nodes/', known.hosts)),
    ),
  }
}
