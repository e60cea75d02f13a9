/** Compares answers apart from their values: field sets and JSON types, lists by what is in them. */
import { isRecord } from '../../../src/simulator/schema.ts'

/** Fields that name an element of a list, so that it is compared with the one of the same name. */
const names = ['key', 'volid', 'subdir', 'realm', 'userid', 'roleid', 'cmd', 'iface', 'poolid']
/** The real server gives this one as a number or as a text from call to call. */
const fickle = ['saved']

/** The first difference with its path; empty where there is none. */
export function shapeDifference(ours: unknown, theirs: unknown, path = ''): string {
  if (Array.isArray(ours) && Array.isArray(theirs)) return listDifference(ours, theirs, path)
  if (isRecord(ours) && isRecord(theirs)) {
    const missing = Object.keys(theirs).filter((field) => !(field in ours))
    const extra = Object.keys(ours).filter((field) => !(field in theirs))
    if (missing.length + extra.length > 0) return `${path}: missing [${missing.join(' ')}], extra [${extra.join(' ')}]`
    for (const field of Object.keys(ours).filter((key) => !fickle.includes(key))) {
      const difference = shapeDifference(ours[field], theirs[field], `${path}.${field}`)
      if (difference !== '') return difference
    }
    return ''
  }
  return typeOf(ours) === typeOf(theirs) ? '' : `${path}: ${typeOf(ours)}, recorded ${typeOf(theirs)}`
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'list' : typeof value
}

function nameOf(element: unknown): string | undefined {
  if (!isRecord(element)) return undefined
  const field = names.find((name) => typeof element[name] === 'string')
  return field === undefined ? undefined : String(element[field])
}

function listDifference(ours: readonly unknown[], theirs: readonly unknown[], path: string): string {
  if ((ours.length === 0) !== (theirs.length === 0))
    return `${path}: ${ours.length} elements, recorded ${theirs.length}`
  const named = (list: readonly unknown[]): string =>
    list
      .map((element) => nameOf(element) ?? '')
      .toSorted()
      .join(' ')
  if (ours.some((element) => nameOf(element) !== undefined) && named(ours) !== named(theirs)) {
    return `${path}: elements [${named(ours)}], recorded [${named(theirs)}]`
  }
  for (const element of ours) {
    const candidates = theirs.filter((other) => nameOf(other) === nameOf(element))
    const differences = candidates.map((other) => shapeDifference(element, other, `${path}[${nameOf(element) ?? ''}]`))
    if (!differences.includes('')) return differences[0] ?? `${path}: an element like none recorded`
  }
  return ''
}
