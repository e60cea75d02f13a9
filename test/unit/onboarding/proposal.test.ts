import { describe, expect, test } from 'vitest'
import {
  bridgesByUse,
  datastores,
  freeName,
  importStorages,
  isoStorages,
  nameFrom,
} from '../../../src/onboarding/proposal.ts'
import { couldTake, type StorageView } from '../../../src/pve/storages.ts'

const storage = (name: string, content: string, more: Partial<StorageView> = {}): StorageView => ({
  name,
  type: 'dir',
  content: content.split(' '),
  active: true,
  shared: false,
  free: 100,
  ...more,
})
const names = (storages: readonly { readonly name: string }[]) => storages.map(({ name }) => name)

describe('what is proposed first', () => {
  test('for disks is the roomiest storage, and local only last', () => {
    const all = [
      storage('local', 'images iso', { free: 900 }),
      storage('zfs', 'images', { free: 50 }),
      storage('lvm', 'images'),
    ]
    expect(names(datastores([...all, storage('off', 'images', { active: false }), storage('nas', 'iso')]))).toEqual([
      'lvm',
      'zfs',
      'local',
    ])
  })

  test('for seeds and images is local', () => {
    const all = [storage('cephfs', 'iso import'), storage('local', 'iso import')]
    expect(names(isoStorages(all))).toEqual(['local', 'cephfs'])
    expect(names(importStorages(all))).toEqual(['local', 'cephfs'])
  })

  test('to take images is a storage of files; where there is none, none is', () => {
    expect(couldTake([storage('zfs', 'images', { type: 'zfspool' }), storage('nas', 'iso')], 'import')?.name).toBe(
      'nas',
    )
    expect(couldTake([storage('zfs', 'images', { type: 'zfspool' })], 'import')).toBeUndefined()
    expect(couldTake([storage('local', 'iso import')], 'import')).toBeUndefined()
  })

  test('for cards is the bridge with the way out', () => {
    const bridges = [{ name: 'vmbr0' }, { name: 'vmbr1', gateway: '192.0.2.1' }]
    expect(names(bridgesByUse({ bridges }))).toEqual(['vmbr1', 'vmbr0'])
    expect(names(bridgesByUse({ bridges: [{ name: 'br9' }, { name: 'vmbr0' }] }))).toEqual(['vmbr0', 'br9'])
  })
})

describe('names', () => {
  test.each([
    ['Work Laptop.example', 'work-laptop-example'],
    ['9lives', 'lives'],
    ['-', 'cli'],
    ['x', 'cli'],
  ])('%s becomes %s', (text, name) => {
    expect(nameFrom(text, 'cli')).toBe(name)
  })

  test('one that is taken is counted on', () => {
    expect(freeName('laptop', [])).toBe('laptop')
    expect(freeName('laptop', ['laptop', 'laptop-2'])).toBe('laptop-3')
  })
})
