/** The certificate that a simulated host shows: made when it begins, signed by itself. */
import { X509Certificate } from 'node:crypto'
import { generate } from 'selfsigned'

export interface Certificate {
  /** PEM. */
  readonly key: string
  /** PEM. */
  readonly cert: string
}

/** A new self-signed certificate for localhost, 127.0.0.1 and the node names. */
export async function newCertificate(nodeNames: readonly string[]): Promise<Certificate> {
  const names = ['localhost', ...nodeNames].map((value) => ({ type: 2 as const, value }))
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames: [...names, { type: 7 as const, ip: '127.0.0.1' }] }],
  })
  return { key: made.private, cert: made.cert }
}

/** SHA-256 of the certificate, `AA:BB:…`. */
export const fingerprintOf = ({ cert }: Pick<Certificate, 'cert'>): string => new X509Certificate(cert).fingerprint256
