/** The mark in a description: read back as written, beside whatever people write. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { descriptionLimit, readMark, writeMark, type Mark } from '../../../src/pve/mark.ts'

const mark: Mark = {
  site: 'lab',
  host: 'hv0',
  manifest: 'shop',
  node: 'web',
  uid: '0123456789abcdef0123456789abcdef',
  vmid: 9001,
  type: 'vm',
}
const full: Mark = { ...mark, protect: true, keep: true, inputs: { seed: '1:aa', image: '1:bb' } }

const markIn = (description: string) => {
  const { marking } = readMark(description)
  return marking.kind === 'mark' ? marking.mark : marking
}

describe('a mark', () => {
  test('is one line of canonical JSON at the end, as other versions read it', () => {
    expect(writeMark('', full)).toBe(
      '<!-- homestak:1 {"host":"hv0","inputs":{"image":"1:bb","seed":"1:aa"},"keep":true,"manifest":"shop",' +
        '"node":"web","protect":true,"site":"lab","type":"vm","uid":"0123456789abcdef0123456789abcdef","vmid":9001} -->',
    )
  })

  test('is read back as it was written, whatever the names and whatever people wrote before it', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(name, name, fc.string({ unit: 'grapheme', maxLength: 200 }), (node, manifest, human) => {
        const odd = { ...full, node, manifest }
        expect(markIn(writeMark(human, odd))).toEqual(odd)
      }),
    )
  })

  test('is read with a line separator of Unicode in a name', () => {
    const odd = { ...mark, manifest: 'a\u2028b\u2029c' }
    expect(markIn(writeMark('human', odd))).toEqual(odd)
  })

  test('cannot be ended early by a name', () => {
    const sly = { ...mark, node: '--> <script>', manifest: 'a --><!-- homestak:1 {}' }
    const written = writeMark('', sly)
    expect(written.match(/-->/g)).toHaveLength(1)
    expect(markIn(written)).toEqual(sly)
  })

  test('is replaced, not added to', () => {
    const again = writeMark(writeMark('human', mark), { ...mark, node: 'api' })
    expect(markIn(again)).toEqual({ ...mark, node: 'api' })
    expect(again.split('\n')).toHaveLength(2)
  })

  test('is found among lines with blanks and Windows line ends around it', () => {
    expect(markIn(`first\r\n  ${writeMark('', mark)} \r\nlast`)).toEqual(mark)
  })
})

describe('what people wrote', () => {
  const human = 'Ask Ann.\n\n<!-- rack 4 -->\n  indented'

  test('stays, also other comments and blank lines', () => {
    expect(readMark(writeMark(human, mark)).text).toBe(human)
    expect(writeMark(writeMark(human, mark), null)).toBe(human)
  })

  test('stays where it was added below the mark', () => {
    expect(writeMark(`${writeMark(human, mark)}\nbelow`, null)).toBe(`${human}\nbelow`)
  })

  test('is empty where there was nothing but the mark', () => {
    expect(writeMark(writeMark('', mark), null)).toBe('')
  })
})

describe('a description that is too long', () => {
  const room = descriptionLimit - writeMark('', mark).length - 1

  test('is written up to the limit of Proxmox VE', () => {
    expect(writeMark('x'.repeat(room), mark)).toHaveLength(descriptionLimit)
  })

  test('is refused beyond it, with both numbers', () => {
    expect(() => writeMark('x'.repeat(room + 1), mark)).toThrow(
      '8193 characters long with its mark, Proxmox VE takes 8192',
    )
  })
})

describe('a description without a mark of ours', () => {
  test.each([
    ['nothing at all', ''],
    ['a text', 'homestak:1 made this'],
    ['a comment of others', '<!-- terraform:1 {"a":1} -->'],
    ['a mark that stands within a line', `see ${writeMark('', mark)} above`],
  ])('%s: is of nobody', (_, description) => {
    expect(readMark(description)).toMatchObject({ marking: { kind: 'none' }, text: description })
  })

  test.each([
    ['of another version', '<!-- homestak:2 {"anything":true} -->', 'version 2'],
    ['that is no JSON', '<!-- homestak:1 {broken -->', 'cannot be read'],
    ['that is no object', '<!-- homestak:1 [] -->', 'cannot be read'],
    ['twice', `${writeMark('', mark)}\n${writeMark('', { ...mark, node: 'api' })}`, '2 marks'],
    ['of two versions', `${writeMark('', mark)}\n<!-- homestak:2 {} -->`, '2 marks'],
  ])('a mark %s: cannot be read, and is not taken for none', (_, description, why) => {
    expect(readMark(description).marking).toMatchObject({ kind: 'unreadable', why: expect.stringContaining(why) })
  })

  test.each(['site', 'host', 'manifest', 'node', 'uid', 'vmid', 'type'] as const)(
    'a mark that lacks its %s, or has another kind of thing there, cannot be read',
    (field) => {
      for (const wrong of [undefined, null, '', {}, ['a']]) {
        const line = `<!-- homestak:1 ${JSON.stringify({ ...mark, [field]: wrong })} -->`
        expect(readMark(line).marking.kind, JSON.stringify(wrong)).toBe('unreadable')
      }
    },
  )

  test('fields that are not known are no reason to doubt a mark', () => {
    expect(markIn(`<!-- homestak:1 ${JSON.stringify({ ...mark, later: 1 })} -->`)).toEqual(mark)
  })
})
