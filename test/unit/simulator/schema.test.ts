/** Every simulated method, asked with parameters that its schema does not allow: refused by field, never broken. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { simulatedMethods } from '../../../src/simulator/kernel.ts'
import { findMethod } from '../../../src/simulator/schema.ts'
import type { Method, Property } from '../../../src/simulator/schema.ts'
import { asRecord, bench, guests, webGuest } from './bench.ts'
import type { Bench, Verb } from './bench.ts'

const asVerb = (verb: string): Verb => (verb === 'POST' || verb === 'PUT' || verb === 'DELETE' ? verb : 'GET')

const values: Readonly<Record<string, string>> = { node: 'pve', vmid: '100', storage: 'vmstore', userid: 'root@pam' }

/** The methods of the API schema, each with a path that means something. */
const methods = simulatedMethods.map((label) => {
  const [verb = '', template = ''] = label.split(' ')
  const path = template.replaceAll(/\{([\w-]+)\}/g, (_, name: string) => values[name] ?? 'some1')
  const found = findMethod(verb, path)
  if (!found) throw new Error(`the schema lacks ${label}`)
  const inPath = new Set([...template.matchAll(/\{([\w-]+)\}/g)].map(([, name]) => name ?? ''))
  const asked = [...found.method.properties].filter(([name]) => !inPath.has(name))
  return { label, verb: asVerb(verb), path, method: found.method, asked }
})

async function stage(): Promise<Bench> {
  const lab = bench()
  await lab.run('POST', guests, webGuest(100))
  return lab
}

const errorsOf = (errors: unknown): Record<string, unknown> => asRecord(errors ?? {})
const nameOf = (name: string): string => name.replace('[n]', '0')

/** A value that the type, the enumeration or the bounds do not allow; undefined where all texts are allowed. */
function wrongFor({ type, choices, minimum, maximum, maxLength }: Property): string | undefined {
  if (type === 'integer' || type === 'number') {
    if (minimum !== undefined) return String(minimum - 1)
    return maximum === undefined ? 'many' : String(maximum + 1)
  }
  if (type === 'boolean') return 'yes'
  if (choices) return 'none-of-them'
  return maxLength === undefined || maxLength > 10_000 ? undefined : 'x'.repeat(maxLength + 1)
}

describe('every method', () => {
  test('refuses a parameter that it does not know', async () => {
    const lab = await stage()
    for (const { verb, path, label, method } of methods) {
      if (method.additionalProperties || refusesBefore(method)) continue
      const { status, errors } = await lab.ask(verb, path, { 'not-there': '1' })
      expect([status, errorsOf(errors)['not-there']], label).toEqual([400, unknown])
    }
  })

  test('names each parameter that it misses', async () => {
    const lab = await stage()
    for (const { verb, path, label, method, asked } of methods) {
      const needed = asked.filter(([name, property]) => !property.optional && !name.endsWith('[n]'))
      if (needed.length === 0 || refusesBefore(method)) continue
      const { status, errors } = await lab.ask(verb, path)
      expect(status, label).toBe(400)
      expect(Object.keys(errorsOf(errors)), label).toEqual(expect.arrayContaining(needed.map(([name]) => name)))
    }
  })

  test('refuses a value that the type, the enumeration or the bounds do not allow', async () => {
    const lab = await stage()
    for (const { verb, path, label, method, asked } of methods) {
      for (const [name, property] of asked) {
        const wrong = wrongFor(property)
        if (wrong === undefined || refusesBefore(method)) continue
        const { status, errors } = await lab.ask(verb, path, { [nameOf(name)]: wrong })
        expect(status, `${label} ${name}=${wrong}`).toBe(400)
        expect(Object.keys(errorsOf(errors)), label).toContain(nameOf(name))
      }
    }
  })

  test('answers whatever texts it is given', async () => {
    const lab = await stage()
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '0',
        '1',
        '100',
        'vmstore',
        'local:iso/a.iso',
        'vmstore:1',
        'order=scsi0',
        'a=b,c=d',
        '10.0.0.1/8',
      ),
      fc.integer().map(String),
    )
    // Root may lock itself out.
    const apart = new Set(['POST /access/ticket', 'PUT /access/users/{userid}', 'DELETE /access/users/{userid}'])
    const request = fc.constantFrom(...methods.filter(({ label }) => !apart.has(label))).chain((method) =>
      fc.record({
        method: fc.constant(method),
        form: fc.dictionary(fc.constantFrom(...method.asked.map(([name]) => nameOf(name)), 'other'), text, {
          maxKeys: 4,
        }),
      }),
    )
    const seen = new Set<number>()
    await fc.assert(
      fc.asyncProperty(request, async ({ method: { verb, path }, form }) => {
        const { status } = await lab.ask(verb, path, form)
        seen.add(status)
        return status < 600
      }),
      { numRuns: 2500, seed: 7 },
    )
    expect([200, 400, 403, 500, 501]).toEqual(expect.arrayContaining([...seen]))
    expect(seen.size).toBeGreaterThan(3)
  }, 60_000)
})

const unknown = 'property is not defined in schema and the schema does not allow additional properties'

/** A token is refused before anything is looked at where only a log-in will do, or where a user has to be named. */
const refusesBefore = (method: Method): boolean =>
  !method.forTokens ||
  (JSON.stringify(method.permissions).includes('userid-param') && !method.template.includes('{userid}'))
