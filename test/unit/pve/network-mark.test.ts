/** The mark at the end of an alias: what is written is read again, whatever the names are. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aliasLimit, markText, readNetworkMark, writeNetworkMark } from '../../../src/pve/network-mark.ts'

const mark = { site: 'lab', host: 'hv0', manifest: 'dev', node: 'net', vnet: 'devnet', uid: 'a0'.repeat(16) }
/** What both Proxmox VE and the provider of OpenTofu take. */
const taken = /^[()\-_.\w\s]*$/

describe('the mark of a network', () => {
  test('stands behind the words of people, which stay', () => {
    const alias = writeNetworkMark('for the lab', { ...mark, zone: true, keep: true })
    expect(alias).toBe(`for the lab homestak.1 lab dev net hv0 devnet ${mark.uid} zone keep`)
    expect(readNetworkMark(alias)).toEqual({
      marking: { kind: 'mark', mark: { ...mark, zone: true, keep: true } },
      text: 'for the lab',
    })
    expect(writeNetworkMark(alias, { ...mark, protect: true })).toBe(
      `for the lab homestak.1 lab dev net hv0 devnet ${mark.uid} protect`,
    )
    expect(writeNetworkMark(alias, null)).toBe('for the lab')
  })

  test('is read again whatever the names are, and has only signs that an alias takes', () => {
    const name = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }).filter((text) => text.trim() !== '')
    const flag = fc.constantFrom<true | undefined>(true, undefined)
    fc.assert(
      fc.property(name, name, name, flag, (manifest, node, host, protect) => {
        const given = { ...mark, manifest, node, host, ...(protect ? { protect } : {}) }
        expect(markText(given)).toMatch(taken)
        expect(readNetworkMark(`words ${markText(given)}`).marking).toEqual({ kind: 'mark', mark: given })
      }),
    )
  })

  test.each([
    ['no mark at all', 'homestak is used here', { kind: 'none' }],
    ['another version', 'homestak.2 x', { kind: 'unreadable', why: 'mark of version 2' }],
    ['half a mark', 'homestak.1 lab dev net', { kind: 'unreadable', why: 'mark that cannot be read' }],
    ['broken names', `homestak.1 lab d(G) net hv0 devnet u`, { kind: 'unreadable', why: 'mark that cannot be read' }],
  ])('of %s is told as that', (_, alias, marking) => {
    expect(readNetworkMark(alias).marking).toEqual(marking)
  })

  test('fits into what the kernel takes, or is refused', () => {
    const room = aliasLimit - markText(mark).length - 1
    expect(writeNetworkMark('w'.repeat(room), mark)).toHaveLength(aliasLimit)
    expect(() => writeNetworkMark('w'.repeat(room + 1), mark)).toThrow(RangeError)
  })
})
