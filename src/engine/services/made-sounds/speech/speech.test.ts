import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { describeWith } from '../../../../../tests/tools.ts'
import { convertAudio } from '../../../../audio/convert-audio.ts'
import { temporaryFolder } from '../../../state/testing/temporary-folder.ts'
import { languagesIn } from './espeak.ts'
import { runProgram } from './run-program.ts'
import { voicesIn } from './say.ts'
import { nearestLanguage, speakable } from './speaker.ts'
import { Speech } from './speech.ts'

const table = `Pty Language       Age/Gender VoiceName          File                 Other Languages
 5  cmn             --/M      Chinese_(Mandarin) sit/cmn              (zh-cmn 5)(zh 5)
 2  en-gb           --/M      English_(Great_Britain) gmw/en               (en 2)
 5  fr-fr           --/M      French_(France)    roa/fr               (fr 5)
 7  fr-ca           --/M      fr-canadian-mbrola mb/mb-ca1            (fr 7)`

/** A folder with a program of that name in it: a script of the shell. */
function programs(name: string, script: string): string {
  const folder = temporaryFolder()
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`)
  chmodSync(join(folder, name), 0o755)
  return folder
}

const on = (path: string, platform: NodeJS.Platform = 'linux') => new Speech({ machine: { platform, path } })
const hello = { text: 'Hello', language: 'fr-ca', voice: 'male' } as const

async function spoken(speech: Speech, asked: Parameters<Speech['prepare']>[0] = hello, serverUrl = '') {
  const prepared = await speech.prepare(asked, serverUrl)
  return prepared.ok ? prepared.speaker.speak(prepared.request) : prepared
}

describe('what is given to a program that speaks', () => {
  it('has no control characters, no commands in double brackets, and one space where there were many', () => {
    expect(speakable(' a\u0001b\r\n\tc [[slnc 9000]] \u202e[[[x]]] d ')).toBe('a b c slnc 9000 x d')
    expect(speakable('<speak><break time="9s"/></speak>')).toBe('<speak><break time="9s"/></speak>')
    expect(speakable('-f /etc/passwd')).toBe('-f /etc/passwd')
    expect(speakable('\ud800')).toBe('')
  })

  it('is in the nearest language there is', () => {
    const has = languagesIn(table)
    expect(has).toEqual(['cmn', 'en-gb', 'fr-fr', 'zh-cmn', 'zh', 'en', 'fr'])
    expect(['fr-ca', 'FR_fr', 'zh-tw', 'xx', '', 'en-us'].map((tag) => nearestLanguage(tag, has))).toEqual([
      'fr',
      'fr-fr',
      'zh',
      'en',
      'en',
      'en',
    ])
    expect(nearestLanguage('pt', ['pt-br', 'de'])).toBe('pt-br')
    expect(nearestLanguage('it', ['pt-br', 'de'])).toBe('pt-br')
  })

  it('is refused when it is too long or nothing', async () => {
    const speech = on('')
    const long = { ...hello, text: 'a'.repeat(100_000) }
    expect(await spoken(speech, long)).toEqual({
      ok: false,
      why: 'the text has 100000 characters; 5000 can be spoken',
    })
    expect(await spoken(speech, { ...hello, text: ' \u0007 ' })).toEqual({ ok: false, why: 'there is nothing to say' })
  })
})

describe('a machine', () => {
  it('without a program for it cannot speak, and says what would help', async () => {
    const speech = on(temporaryFolder())
    expect(await spoken(speech)).toMatchObject({ why: expect.stringContaining('install espeak-ng') as string })
    expect(speech.program).toBeNull()
  })

  it('that gets one meanwhile speaks a minute later', async () => {
    const folder = temporaryFolder()
    let now = 0
    const speech = new Speech({ machine: { platform: 'linux', path: folder }, nowMs: () => now })
    expect(await spoken(speech)).toMatchObject({ ok: false })
    writeFileSync(join(folder, 'espeak-ng'), `#!/bin/sh\ncat <<'END'\n${table}\nEND\n`)
    chmodSync(join(folder, 'espeak-ng'), 0o755)
    now = 60_000
    expect(await spoken(speech)).toMatchObject({ ok: false })
    now = 60_001
    expect(await spoken(speech)).toMatchObject({ ok: true })
    expect(speech.program).toBe('espeak-ng')
  })

  it('is not given a program from the folder the engine was started in', async () => {
    const folder = programs('espeak-ng', `cat <<'END'\n${table}\nEND`)
    expect(await spoken(on(folder))).toMatchObject({ ok: true })
    const speech = on(`.:${relative(process.cwd(), folder)}::`)
    expect(await spoken(speech)).toMatchObject({ ok: false })
  })

  it('with espeak-ng gives it the voice as arguments and the text as input, whatever the text looks like', async () => {
    const folder = programs('espeak-ng', `[ "$1" = --voices ] && { cat <<'END'\n${table}\nEND\nexit; }\necho "$@"; cat`)
    const asked = { text: '-f /etc/passwd', language: 'fr-ca; rm -rf /', voice: 'female' } as const
    const said = await spoken(on(folder), asked)
    expect(said.ok && Buffer.from(said.bytes).toString()).toBe('-v en+f3 -b 1 --stdin --stdout\n-f /etc/passwd')
    const french = await spoken(on(folder))
    expect(french.ok && Buffer.from(french.bytes).toString()).toBe('-v fr -b 1 --stdin --stdout\nHello')
  })

  it('with say on macOS has it write a file, and takes the voice by its language', async () => {
    const folder = programs(
      'say',
      `[ "$2" = '?' ] && { echo 'Amélie (Premium)    fr_CA    # Bonjour'; echo 'Anna   de_DE  # Hallo'; exit; }
[ "$3" = -o ] && { echo "$1 $2 $5 $6 $7" > "$4"; cat >> "$4"; }`,
    )
    expect([...voicesIn('Amélie (Premium)    fr_CA    # Bonjour\nEddy   fr_CA  # b\n')]).toEqual([
      ['fr-CA', 'Amélie (Premium)'],
    ])
    const speech = on(folder, 'darwin')
    const said = await spoken(speech)
    expect(said.ok && Buffer.from(said.bytes).toString()).toBe(
      '-v Amélie (Premium) --data-format=LEI16@22050 -f -\nHello',
    )
  })

  it('with Windows is asked through PowerShell: a script that never changes, the text as input', async () => {
    const folder = programs('powershell.exe', 'echo "$1 $2 $3 $CALLWRIGHT_LANGUAGE $CALLWRIGHT_GENDER"; cat')
    const said = await spoken(on(folder, 'win32'), { ...hello, text: '$(Get-Process)' })
    expect(said.ok && Buffer.from(said.bytes).toString()).toBe(
      '-NoProfile -NonInteractive -Command fr-ca Male\n$(Get-Process)',
    )
  })
})

describe('a program that does not behave', () => {
  const run = (script: string, limits: { readonly timeLimitMs?: number; readonly maxBytes?: number } = {}) =>
    runProgram({
      program: join(programs('odd', script), 'odd'),
      args: [],
      timeLimitMs: 10_000,
      maxBytes: 1_000,
      ...limits,
    })

  it('is killed when it takes too long', async () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'x'))
    const path = join(folder, 'pid')
    const ran = await run(`echo $$ > ${path}; exec sleep 60`, { timeLimitMs: 300 })
    expect(ran).toEqual({ ok: false, why: 'took longer than 0.3 s' })
    const pid = Number(readFileSync(path, 'utf8'))
    await expect.poll(() => isRunning(pid)).toBe(false)
  })

  it('is killed when it never stops talking', async () => {
    expect(await run('exec yes')).toEqual({ ok: false, why: 'made more than 1000 bytes' })
  })

  it('says how it ended, and that it does not exist', async () => {
    expect(await run('exit 3')).toEqual({ ok: false, why: 'ended with 3' })
    const gone = await runProgram({ program: '/nowhere/at-all', args: [], timeLimitMs: 1_000, maxBytes: 1 })
    expect(gone).toMatchObject({ why: expect.stringContaining('does not run') as string })
  })

  it('does not see what is ours in its surroundings', async () => {
    process.env['CALLWRIGHT_SECRET'] = 'hush'
    const ran = await run('echo "[$CALLWRIGHT_SECRET]"')
    delete process.env['CALLWRIGHT_SECRET']
    expect(ran.ok && ran.output.toString()).toBe('[]\n')
  })
})

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return false
  }
}

describe("a speech server of one's own", () => {
  it('is sent what to say and answers with a sound; what it says otherwise is told', async () => {
    const asked: unknown[] = []
    const server = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => {
        asked.push(JSON.parse(body))
        response.writeHead(asked.length === 1 ? 200 : 500).end('sound')
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/speak` // it listens on a port
    const said = await spoken(on(''), hello, url)
    expect(said.ok && Buffer.from(said.bytes).toString()).toBe('sound')
    expect(asked).toEqual([{ text: 'Hello', language: 'fr-ca', voice: 'male' }])
    expect(await spoken(on(''), hello, url)).toEqual({ ok: false, why: 'the speech server answered 500' })
    server.close()
  })
})

describeWith(['espeak-ng'], 'espeak-ng', () => {
  const speech = new Speech()

  it.each(['en', 'de', 'fr-ca', 'es', 'tlh', ''])('speaks in %s, or in the nearest that it has', async (language) => {
    const said = await spoken(speech, { text: 'Guten Tag, -f /etc/passwd <b> [[', language, voice: 'default' })
    const converted = said.ok ? await convertAudio(said.bytes) : undefined
    expect(converted?.ok && converted.durationMs).toBeGreaterThan(1_000)
    expect(speech.program).toBe('espeak-ng')
  })
})
