import { runProgram } from './run-program.ts'
import { MAX_SPEECH_BYTES, type Speaker, SPEECH_LIMIT_MS, type Voice } from './speaker.ts'

/** Windows's own voices, by PowerShell. It takes a second or more to start. */
export function sapi(powershell: string): Speaker {
  return {
    name: 'sapi',
    async speak({ text, language, voice }, signal) {
      const spoken = await runProgram({
        program: powershell,
        args: ['-NoProfile', '-NonInteractive', '-Command', SCRIPT],
        input: text,
        env: { CALLWRIGHT_LANGUAGE: language, CALLWRIGHT_GENDER: genders[voice] },
        timeLimitMs: SPEECH_LIMIT_MS,
        maxBytes: MAX_SPEECH_BYTES,
        ...(signal ? { signal } : {}),
      })
      return spoken.ok ? { ok: true, bytes: spoken.output } : { ok: false, why: `the speech of Windows ${spoken.why}` }
    },
  }
}

const genders: Readonly<Record<Voice, string>> = { default: 'NotSet', female: 'Female', male: 'Male' }

/** It never changes: what is to be said comes on its input, and how in its environment. A language without a voice is spoken by the usual one. */
const SCRIPT = `
$ErrorActionPreference = 'Stop'
Add-Type -AssemblyName System.Speech
$in = New-Object IO.StreamReader([Console]::OpenStandardInput(), [Text.Encoding]::UTF8)
$text = $in.ReadToEnd()
$voice = New-Object System.Speech.Synthesis.SpeechSynthesizer
try {
  $culture = [Globalization.CultureInfo]::GetCultureInfo($env:CALLWRIGHT_LANGUAGE)
  $voice.SelectVoiceByHints($env:CALLWRIGHT_GENDER, 'NotSet', 0, $culture)
} catch { }
$wave = New-Object IO.MemoryStream
$voice.SetOutputToWaveStream($wave)
$voice.Speak($text)
$voice.Dispose()
$bytes = $wave.ToArray()
[Console]::OpenStandardOutput().Write($bytes, 0, $bytes.Length)
`
