/** Of what thousands of nodes say in the same words, one object: it takes a fraction of the memory. */
import type { SiteConfig } from '../config/site-config.ts'

const none: readonly never[] = []

export const orNone = <Item>(items: readonly Item[]): readonly Item[] => (items.length === 0 ? none : items)

/** Gives the first value that reads the same, for as long as its site-config is used. */
export function shared<Value>(): (value: Value, config: SiteConfig) => Value {
  const known = new WeakMap<SiteConfig, Map<string, Value>>()
  return (value, config) => {
    const values = known.get(config) ?? new Map<string, Value>()
    known.set(config, values)
    const text = JSON.stringify(value)
    const first = values.get(text) ?? value
    values.set(text, first)
    return first
  }
}
