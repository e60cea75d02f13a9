/** A guest that was stored reads as it did, with its mark and people's words. */
import { describe, expect, test } from 'vitest'
import { writeMark, type Mark } from '../../../src/pve/mark.ts'
import { viewOf } from '../../../src/pve/read-guest.ts'
import { readStoredView, writeStoredView } from '../../../src/pve/stored-view.ts'

const place = { node: 'pve1', vmid: 100 }
const mark: Mark = { site: 'lab', host: 'hv0', manifest: 'shop', node: 'web', uid: 'u1', vmid: 100, type: 'vm' }
const view = (description: string) => ({
  ...viewOf(place, { name: 'web', cores: '2', description }, 'd1'),
  pending: { cores: { value: '4' }, balloon: { delete: true } },
})

describe('a guest that is read from the store', () => {
  test.each([
    ['with a mark', writeMark('', mark)],
    ['with a mark below what a person wrote', writeMark('by hand\n\n> quoted', mark)],
    ['with the mark of another vmid', writeMark('', { ...mark, vmid: 101 })],
    ['without a mark', 'by hand'],
    ['without a description', ''],
  ])('is as it was: %s', (_, description) => {
    const stored = view(description)
    expect(readStoredView(writeStoredView(stored))).toEqual(stored)
  })

  test('is read anew where its mark could not be read', () => {
    const newer = writeMark('', mark).replace('homestak:1', 'homestak:2')
    expect(readStoredView(writeStoredView(view(newer)))).toBeUndefined()
  })
})
