/** Where everything stands in a file, in as few words as possible: a run that stays keeps it of thousands of files. */
import type { Path } from './document.ts'
import type { Located } from './yaml-tree.ts'

/** An offset into the text; of a mapping or a list, with the places of what is in it. */
export type Place = number | { readonly offset: number; readonly within: Within }

type Within = Readonly<Record<string, Place>> | readonly (Place | undefined)[]

export function placesOf(root: Located): Place {
  // What aliases repeat is one object here, too.
  const known = new Map<Located['fields'] | Located['items'], Within>()
  const placeOf = (at: Located): Place => {
    const content = at.fields ?? at.items
    if (!content) return at.offset
    const within = known.get(content) ?? contentOf(at)
    known.set(content, within)
    return { offset: at.offset, within }
  }
  const contentOf = ({ fields, items = [] }: Located): Within =>
    fields
      ? Object.fromEntries([...fields].map(([name, { at }]) => [name, placeOf(at)]))
      : items.map((item) => item && placeOf(item))
  return placeOf(root)
}

/** The offset of a value; where there is none, of the innermost value around it. */
export function offsetOf(root: Place, path: Path): number {
  let at = root
  for (const step of path) {
    const next = typeof at === 'number' ? undefined : stepInto(at.within, step)
    if (next === undefined) break
    at = next
  }
  return typeof at === 'number' ? at : at.offset
}

function stepInto(within: Within, step: Path[number]): Place | undefined {
  if (isList(within)) return typeof step === 'number' ? within[step] : undefined
  return Object.hasOwn(within, step) ? within[step] : undefined
}

const isList = (within: Within): within is readonly (Place | undefined)[] => Array.isArray(within)
