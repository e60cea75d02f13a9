/** Files by their content. */
import { describe, expect, test } from 'vitest'
import { formatOf } from '../../../src/images/format.ts'

function qcow2({ backing = 0n, features = 0n } = {}): Buffer {
  const head = Buffer.alloc(512)
  head.writeUInt32BE(0x514649fb, 0)
  head.writeUInt32BE(3, 4)
  head.writeBigUInt64BE(backing, 8)
  head.writeBigUInt64BE(features, 72)
  return head
}

const disk = Buffer.alloc(512)
disk.set([0x55, 0xaa], 510)

test('a qcow2 and a partitioned disk are images, whatever they are called', () => {
  expect(formatOf(qcow2(), 'x.img')).toBe('qcow2')
  expect(formatOf(disk, 'x.qcow2')).toBe('raw')
})

describe('no image is', () => {
  test.each([
    ['a layer over another', qcow2({ backing: 512n })],
    ['another file', qcow2({ features: 4n })],
    ['within its header', qcow2().subarray(0, 40)],
    ['a web page', Buffer.from('\n <!doctype HTML><p>Sign in')],
    ['JSON', Buffer.from('{"message":"Not Found"}')],
    ['gzip', Buffer.from([0x1f, 0x8b, 8, 0])],
    ['xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0])],
    ['neither qcow2 nor', Buffer.alloc(0)],
    ['neither qcow2 nor', Buffer.alloc(512)],
  ])('what is %s', (said, head) => {
    expect(() => formatOf(head, 'x')).toThrow(said)
  })
})
