import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls'
import type { Files } from '../state/files.ts'
import { certificateFacts, type CertificateFacts, expiryProblem } from './certificate-facts.ts'
import { machineNames, ownCertificate } from './own-certificate.ts'

export interface TlsOptions {
  /** PEM files of one's own, the certificate with those that signed it; absent: we make one ourselves. */
  readonly own?: { readonly certificate: string; readonly key: string }
  /** PEM file of authorities that are trusted beside the system's, for carriers with one of their own. */
  readonly trusted?: string
  /** Names that phones call this engine by, for the certificate that we make. */
  readonly names: readonly string[]
  /** False: nobody connects to us by TLS, and no certificate is needed. */
  readonly isListening: boolean
}

export interface TlsSurroundings {
  readonly dataDir: string
  readonly files: Files
  /** By the wall. */
  readonly nowMs: () => number
  readonly onProblem: (message: string) => void
}

/** What we show and whom we trust, read again when the files change. Connections that are up stay as they are. */
export class TlsIdentity {
  readonly #options: TlsOptions
  readonly #around: TlsSurroundings
  #read: Read | undefined
  #context: SecureContext = createSecureContext({ minVersion: 'TLSv1.2' })
  #told = ''

  private constructor(options: TlsOptions, around: TlsSurroundings) {
    this.#options = options
    this.#around = around
  }

  /** Rejects in words where files of one's own cannot be used. */
  static async open(options: TlsOptions, around: TlsSurroundings): Promise<TlsIdentity> {
    const identity = new TlsIdentity(options, around)
    await identity.#load()
    identity.#tellExpiry()
    return identity
  }

  /** For the next connection, either way. */
  context(): SecureContext {
    return this.#context
  }

  /** Null: nothing is shown, since nobody connects by TLS. */
  get facts(): CertificateFacts | null {
    return this.#read?.facts ?? null
  }

  /** PEM of the authority that we made, to be given to phones; null: the certificate is somebody else's. */
  get authority(): string | null {
    return this.#read?.authority ?? null
  }

  /** What is wrong with the time of the certificate, or will be soon; null: nothing. */
  get problem(): string | null {
    return (this.facts && expiryProblem(this.facts, this.#around.nowMs())) ?? null
  }

  /** To be asked now and then. What cannot be used is said once, and what was there goes on. */
  async look(): Promise<void> {
    try {
      await this.#load()
    } catch (error) {
      this.#tell(`${error instanceof Error ? error.message : String(error)}; the certificate from before goes on`)
    }
    this.#tellExpiry()
  }

  async #load(): Promise<void> {
    const read = await this.#readAll()
    const { certificate, key, trusted } = read
    const before = this.#read
    if (before && before.certificate === certificate && before.key === key && before.trusted === trusted) return
    this.#context = contextOf(read)
    this.#read = read
    this.#told = ''
  }

  async #readAll(): Promise<Read> {
    const { own, isListening, names, trusted: trustedPath } = this.#options
    const trusted = trustedPath === undefined ? undefined : await text(trustedPath, 'authorities')
    const common = { trusted, trustedPath }
    if (own !== undefined) {
      const [certificate, key] = [await text(own.certificate, 'certificate'), await text(own.key, 'key')]
      return { certificate, key, ...common, facts: factsOf(certificate, own.certificate), authority: null }
    }
    if (!isListening) return { ...common, facts: null, authority: null }
    const { dataDir, ...around } = this.#around
    const made = await ownCertificate({ folder: join(dataDir, 'tls'), names, machine: machineNames, ...around })
    return { ...made, ...common, facts: certificateFacts(made.certificate) }
  }

  #tellExpiry(): void {
    const { problem } = this
    if (problem !== null) this.#tell(problem)
  }

  #tell(message: string): void {
    if (message === this.#told) return
    this.#told = message
    this.#around.onProblem(message)
  }
}

interface Read {
  readonly certificate?: string
  readonly key?: string
  readonly trusted: string | undefined
  readonly trustedPath: string | undefined
  readonly facts: CertificateFacts | null
  readonly authority: string | null
}

function contextOf({ certificate, key, trusted }: Read): SecureContext {
  try {
    return createSecureContext({
      minVersion: 'TLSv1.2',
      ...(certificate !== undefined && key !== undefined && { cert: certificate, key }),
      ...(trusted !== undefined && { ca: [...getCACertificates('default'), trusted] }),
    })
  } catch (error) {
    throw new Error(`the certificate for TLS cannot be used: ${messageOf(error)}`, { cause: error })
  }
}

function factsOf(certificate: string, path: string): CertificateFacts {
  try {
    return certificateFacts(certificate)
  } catch (error) {
    throw new Error(`${path} is no certificate in PEM form: ${messageOf(error)}`, { cause: error })
  }
}

async function text(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new Error(`the ${what} for TLS cannot be read: ${messageOf(error)}`, { cause: error })
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
