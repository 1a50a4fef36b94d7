import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { pairedRoles, type PairedRole } from './control/access-contract.ts'
import { type ControlClient, connectControl } from './control/client.ts'
import { controlAddressPath } from './control/control-address.ts'
import { certificateFacts } from './tls/certificate-facts.ts'
import { controlCertificatePath } from './tls/control-identity.ts'

const usage = `callwright-engine pair --data DIR [--role read|operate|deploy] [--name NAME]
callwright-engine tokens --data DIR
callwright-engine revoke --data DIR ID
callwright-engine fingerprint --data DIR

pair         makes a code that an app on another machine is paired with: once, within ten minutes. What the app may do is its role:
             read looks on, operate also ends calls and changes switches, deploy also changes what runs (the default).
tokens       lists who is paired, with what role, since when, and when last seen.
revoke       ends what was paired, by the id that tokens shows; its connections end too.
fingerprint  prints the SHA-256 of the certificate that apps are shown, to compare.

--data is the folder of the engine that runs; --token-file where its token is, unless that is DIR/control-token.
Exit codes: 0 done, 1 failed, 2 wrong arguments.`

const commands = { pair, tokens, revoke, fingerprint } as const
type AccessCommand = keyof typeof commands

/** What a command is given, and where it says what it has to say. */
interface Asked {
  readonly dataDir: string
  readonly tokenFile: string
  readonly role: string
  readonly name: string | undefined
  readonly ids: readonly string[]
  readonly say: (line: string) => void
}

class UsageError extends Error {}

export const isAccessCommand = (word: string): word is AccessCommand => Object.hasOwn(commands, word)

/** Who may come to the engine that runs beside this command. Resolves with the exit code. */
export async function runAccessCommand(
  command: AccessCommand,
  args: readonly string[],
  say: (line: string) => void = (line) => void process.stdout.write(`${line}\n`),
  complain: (line: string) => void = (line) => void process.stderr.write(`${line}\n`),
): Promise<number> {
  try {
    const asked = askedFrom(args, say)
    if (!asked) {
      say(usage)
      return 0
    }
    await commands[command](asked)
    return 0
  } catch (error) {
    const isUsage = error instanceof UsageError || Reflect.get(Object(error), 'code')?.startsWith?.('ERR_PARSE_ARGS')
    complain(
      `callwright-engine: ${error instanceof Error ? error.message : String(error)}${isUsage ? `\n\n${usage}` : ''}`,
    )
    return isUsage ? 2 : 1
  }
}

function askedFrom(args: readonly string[], say: Asked['say']): Asked | undefined {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      data: { type: 'string' },
      'token-file': { type: 'string' },
      role: { type: 'string', default: 'deploy' },
      name: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return undefined
  if (!values.data) throw new UsageError('--data DIR is missing')
  return {
    dataDir: values.data,
    tokenFile: values['token-file'] ?? join(values.data, 'control-token'),
    role: values.role,
    name: values.name,
    ids: positionals,
    say,
  }
}

async function pair(asked: Asked): Promise<void> {
  const { role, name, say } = asked
  if (!isPairedRole(role)) throw new UsageError(`--role "${role}" is none of ${pairedRoles.join(', ')}`)
  const offered = await withEngine(asked, (engine) =>
    engine.access.offerPairing({ role, ...(name !== undefined && { name }) }),
  )
  say(`Code         ${offered.code}`)
  say(`Good until   ${new Date(offered.endsMs).toLocaleString()}, once, for the role ${role}`)
  say(`Address      ${offered.urls.join('\n             ')}`)
  say(`Fingerprint  ${offered.fingerprint}`)
}

async function tokens(asked: Asked): Promise<void> {
  const list = await withEngine(asked, (engine) => engine.access.tokens())
  if (list.length === 0) asked.say('Nobody is paired.')
  for (const { id, name, role, madeMs, lastUsedMs } of list) {
    const seen = lastUsedMs === null ? 'never used' : `last used ${new Date(lastUsedMs).toLocaleString()}`
    asked.say(`${id}  ${role.padEnd(7)}  ${name}, paired ${new Date(madeMs).toLocaleString()}, ${seen}`)
  }
}

async function revoke(asked: Asked): Promise<void> {
  const [id, ...others] = asked.ids
  if (id === undefined || others.length > 0) throw new UsageError('revoke takes one id')
  await withEngine(asked, (engine) => engine.access.revoke({ id }))
  asked.say(`${id} is revoked.`)
}

/** Of what is on the disk: it is asked for before anything runs, too. */
async function fingerprint({ dataDir, say }: Asked): Promise<void> {
  const path = controlCertificatePath(dataDir)
  let pem: string
  try {
    pem = readFileSync(path, 'utf8')
  } catch (error) {
    if (Reflect.get(Object(error), 'code') !== 'ENOENT') throw error
    throw new Error(`there is no ${path}: it is made when the engine first starts with --control-listen`, {
      cause: error,
    })
  }
  say(certificateFacts(pem).fingerprint)
}

const isPairedRole = (role: string): role is PairedRole => (pairedRoles as readonly string[]).includes(role)

async function withEngine<T>(asked: Asked, ask: (engine: ControlClient) => Promise<T>): Promise<T> {
  const url = textIn(controlAddressPath(asked.dataDir), `no engine runs on ${asked.dataDir}`)
  const token = textIn(asked.tokenFile, `there is no token in ${asked.tokenFile}`)
  const connection = connectControl({ url, token })
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`the engine at ${url} does not answer`)), ANSWER_WITHIN_MS)
  })
  try {
    return await Promise.race([ask(connection.client), silence])
  } finally {
    clearTimeout(timer)
    connection.close()
  }
}

function textIn(path: string, orElse: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    const code: unknown = Reflect.get(Object(error), 'code')
    throw new Error(code === 'ENOENT' ? orElse : `${path} cannot be read: ${String(code)}`, { cause: error })
  }
}

const ANSWER_WITHIN_MS = 5_000
