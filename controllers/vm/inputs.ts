/** Digests of what PVE cannot show again: the image a guest was made from and what its first boot was given. */
import { createHash } from 'node:crypto'
import type { DesiredNode } from '../../src/graph/desired-node.ts'
import { canonical, type Mark } from '../../src/pve/mark.ts'
import { seedDigest } from '../../src/steps/cloud-init.ts'

type Digests = Readonly<Record<string, string>>

/** A template is never started, and has no seed. */
export const inputDigests = ({ guest }: DesiredNode): Digests => ({
  image: imageDigest(guest.image),
  ...(guest.template ? {} : { seed: seedDigest(guest.cloudInit, guest.nics) }),
})

export const imageDigest = (image: string): string => `1:${createHash('sha256').update(canonical(image)).digest('hex')}`

/** In place of the digest: somebody else gave the guest its first boot, and another seed would make it boot as new. */
export const adoptedSeed = 'adopted'

/** Whether a digest says that the input changed; one that is missing or of an unknown kind counts as unchanged. */
export const inputChanged = (recorded: string | undefined, wanted: string): boolean =>
  recorded !== undefined && recorded.startsWith('1:') && recorded !== wanted

/** The mark a guest of this node is to carry. Inputs and digests of a kind that is unknown to us stay as they are. */
export function wantedMark(node: DesiredNode, { vmid, uid, inputs = {} }: Pick<Mark, 'vmid' | 'uid' | 'inputs'>): Mark {
  const unknown = Object.entries(inputs).filter(([, digest]) => !digest.startsWith('1:'))
  const image = inputs.image ? { image: inputs.image } : {}
  return {
    ...node.identity,
    uid,
    vmid,
    type: node.type,
    ...(node.policy.protect ? { protect: true } : {}),
    ...(node.policy.keepOnRemoval ? { keep: true } : {}),
    // The image is provenance: it is what the guest was made from, whatever is declared now.
    inputs: { ...inputs, ...inputDigests(node), ...image, ...Object.fromEntries(unknown) },
  }
}
