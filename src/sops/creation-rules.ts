/** .sops.yaml: for whom a new file is encrypted, and which of its values, by the first rule that fits its path. */
import { relative } from 'node:path'
import { isMap, isScalar, isSeq, type YAMLMap } from 'yaml'
import { parse } from './document.ts'
import { Refusal } from './refusal.ts'
import { readRules, type Rules } from './rules.ts'

export interface CreationRule {
  readonly recipients: readonly string[]
  readonly rules: Rules
}

const otherKeys = ['pgp', 'kms', 'gcp_kms', 'hckms', 'azure_keyvault', 'hc_vault_transit_uri', 'key_groups']
const byComment = ['encrypted_comment_regex', 'unencrypted_comment_regex']

/** `dir` holds the .sops.yaml, whose text is given; undefined where no rule fits. Throws Refusal. */
export function creationRule(text: string, dir: string, file: string): CreationRule | undefined {
  const { contents } = parse(text)
  const list = isMap(contents) ? contents.get('creation_rules') : undefined
  const path = relative(dir, file)
  const found = isSeq(list) ? list.items.filter((item) => isMap(item)).find((rule) => fits(rule, path)) : undefined
  if (found === undefined) return undefined
  const unread = [...otherKeys, ...byComment].filter((name) => isGiven(found.get(name)))
  if (unread.length > 0) {
    throw new Refusal(
      `the rule for ${path} has ${unread.join(', ')}, which homestak does not use`,
      'name age recipients only, or encrypt with sops itself',
      found.range?.[0],
    )
  }
  const rules = readRules((name) => textOf(found, name), 'a rule', found.range?.[0])
  return { recipients: recipientsOf(found), rules }
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== ''

const textOf = (rule: YAMLMap, name: string): string => {
  const value = rule.get(name)
  return typeof value === 'string' ? value : ''
}

function fits(rule: YAMLMap, path: string): boolean {
  const pattern = textOf(rule, 'path_regex')
  try {
    return pattern === '' || new RegExp(pattern).test(path)
  } catch {
    throw new Refusal(`path_regex is not a pattern: ${pattern}`, 'correct it', rule.range?.[0])
  }
}

/** One text with commas between them, or a list. */
function recipientsOf(rule: YAMLMap): readonly string[] {
  const value = rule.get('age')
  const texts = isSeq(value)
    ? value.items.map((item) => (isScalar(item) ? String(item.value) : ''))
    : [textOf(rule, 'age')]
  return texts
    .flatMap((item) => item.split(','))
    .map((item) => item.trim())
    .filter((item) => item !== '')
}
