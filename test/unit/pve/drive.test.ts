import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  parseDrive,
  parseNic,
  parseProperties,
  printNic,
  printProperties,
  sizeInBytes,
} from '../../../src/pve/drive.ts'

describe('property strings', () => {
  test('the first part goes without its name', () => {
    expect(parseProperties('vmstore:100/vm-100-disk-0.qcow2,discard=on,size=96M', 'file')).toEqual({
      file: 'vmstore:100/vm-100-disk-0.qcow2',
      discard: 'on',
      size: '96M',
    })
  })

  test('a named default key, values with = and an empty string are taken as they are', () => {
    expect(parseProperties('enabled=1,type=virtio', 'enabled')).toEqual({ enabled: '1', type: 'virtio' })
    expect(parseProperties('order=scsi0;net0', 'legacy')).toEqual({ order: 'scsi0;net0' })
    expect(parseProperties('base64=1,serial=YT09', 'uuid')).toEqual({ base64: '1', serial: 'YT09' })
    expect(parseProperties(' ', 'legacy')).toEqual({})
  })

  test('what was printed reads as what it was', () => {
    const key = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/)
    const value = fc.stringMatching(/^[A-Za-z0-9:/._-]{1,20}$/)
    fc.assert(
      fc.property(fc.dictionary(key, value), value, (properties, file) => {
        const whole = { ...properties, file }
        expect(parseProperties(printProperties(whole, 'file'), 'file')).toEqual(whole)
      }),
    )
  })
})

describe('sizes', () => {
  test('units are powers of 1024', () => {
    expect(sizeInBytes('512M')).toBe(536_870_912)
    expect(sizeInBytes('4096')).toBe(4096)
    expect(sizeInBytes('1T')).toBe(1024 ** 4)
  })

  test.each(['', 'G', '-1G', '+64M', '10GB', '1e3'])('%j is no size', (text) => {
    expect(() => sizeInBytes(text)).toThrow(RangeError)
  })
})

describe('drives', () => {
  test('a disk with size and serial keeps its other properties', () => {
    expect(parseDrive('vmstore:100/vm-100-disk-1.qcow2,iothread=1,serial=datadisk,size=1G')).toEqual({
      volume: 'vmstore:100/vm-100-disk-1.qcow2',
      cdrom: false,
      sizeBytes: 1024 ** 3,
      serial: 'datadisk',
      rest: { iothread: '1' },
    })
  })
})

describe('network cards', () => {
  test('all three forms name model and address', () => {
    const card = { model: 'virtio', mac: 'BC:24:11:76:D9:D0', bridge: 'vmbr0', rest: {} }
    expect(parseNic('virtio=BC:24:11:76:D9:D0,bridge=vmbr0')).toEqual(card)
    expect(parseNic('model=virtio,macaddr=bc:24:11:76:d9:d0,bridge=vmbr0')).toEqual(card)
    expect(parseNic('e1000,bridge=vmbr1')).toEqual({ model: 'e1000', bridge: 'vmbr1', rest: {} })
  })

  test('a card keeps its address, vlan and further properties when it is printed', () => {
    const text = 'virtio=BC:24:11:76:D9:D0,bridge=vmbr0,firewall=1,tag=30'
    expect(parseNic(text)).toMatchObject({ vlan: 30, rest: { firewall: '1' } })
    expect(printNic(parseNic(text))).toBe(text)
  })
})
