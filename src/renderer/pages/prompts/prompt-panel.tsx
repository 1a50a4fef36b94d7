import { AudioLines, RotateCcw, Speech, Upload } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { api } from '../../api/client.ts'
import { refusalOf } from '../../api/refusal.ts'
import { RecordSound } from '../../forms/record-sound.tsx'
import { SpeakDialog } from '../../forms/speak-dialog.tsx'
import { SOUND_FILES } from '../../forms/upload-media.ts'
import { AudioPlayer } from '../../ui/audio-player.tsx'
import { Button } from '../../ui/button.tsx'
import { MediaPreview } from '../media/media-preview.tsx'
import { DetailPanel } from '../shared/detail-panel.tsx'
import { replacePrompt, resetPrompt } from './own-prompt.ts'
import { languageName, type Prompt } from './prompt-texts.ts'

/** What callers hear for one prompt, and the ways to put another recording in its place. */
export function PromptPanel({ prompt, onClose }: { readonly prompt: Prompt; readonly onClose: () => void }) {
  const { own } = prompt
  return (
    <DetailPanel icon={Speech} title={prompt.id} subtitle={languageName(prompt.language)} onClose={onClose}>
      <section aria-label="What it says" className="flex flex-col gap-1">
        <h3 className="text-label font-medium text-ink-soft">What it says</h3>
        <p lang={prompt.textIn}>“{prompt.text}”</p>
        {prompt.textIn === prompt.language || prompt.language.startsWith(`${prompt.textIn}-`) ? null : (
          <p className="text-small text-ink-faint">
            We have no prompts in {languageName(prompt.language)}: callers hear {languageName(prompt.textIn)}.
          </p>
        )}
      </section>
      <section aria-label="What callers hear" className="flex flex-col gap-2">
        <h3 className="text-label font-medium text-ink-soft">
          {own ? 'Callers hear your own recording' : 'Callers hear what Callwright brings'}
        </h3>
        {own ? <MediaPreview mediaId={own.id} /> : <ShippedPrompt prompt={prompt} />}
      </section>
      <OtherSounds prompt={prompt} />
    </DetailPanel>
  )
}

type Loaded =
  | { readonly kind: 'audio'; readonly key: string; readonly base64: string; readonly mimeType: string }
  | { readonly kind: 'problem'; readonly key: string; readonly message: string }

function ShippedPrompt({ prompt: { id, textIn } }: { readonly prompt: Prompt }) {
  const key = `${textIn}/${id}`
  const [loaded, setLoaded] = useState<Loaded | null>(null)
  useEffect(() => {
    let isCurrent = true
    api()
      .media.prompt({ key })
      .then((audio) => isCurrent && setLoaded({ kind: 'audio', key, ...audio }))
      .catch((error: unknown) => isCurrent && setLoaded({ kind: 'problem', key, message: refusalOf(error).message }))
    return () => {
      isCurrent = false
    }
  }, [key])
  if (loaded?.key !== key) return <div aria-busy className="h-11 rounded-control border border-line bg-sunken" />
  if (loaded.kind === 'problem')
    return (
      <p role="alert" className="text-small text-red">
        {loaded.message}
      </p>
    )
  const fileName = `${key.replaceAll('/', '-')}.wav`
  return <AudioPlayer name={id} base64={loaded.base64} mimeType={loaded.mimeType} fileName={fileName} />
}

function OtherSounds({ prompt }: { readonly prompt: Prompt }) {
  const picker = useRef<HTMLInputElement>(null)
  const [isBusy, setBusy] = useState(false)
  const [isSpeaking, setSpeaking] = useState(false)
  const replace = async (file: File) => {
    setBusy(true)
    const isThere = await replacePrompt(prompt, file)
    setBusy(false)
    return isThere
  }
  return (
    <section aria-label="Use another recording" className="flex flex-col gap-2">
      <h3 className="text-label font-medium text-ink-soft">Use another recording</h3>
      <input
        ref={picker}
        type="file"
        hidden
        aria-label={`Recording for ${prompt.id}`}
        accept={SOUND_FILES}
        onChange={(event) => {
          const [file] = event.target.files ?? []
          if (file) void replace(file)
          event.target.value = ''
        }}
      />
      <div className="flex flex-wrap gap-2">
        <Button size="sm" icon={Upload} busy={isBusy} onClick={() => picker.current?.click()}>
          Upload
        </Button>
        <RecordSound label="Record" busy={isBusy} onRecorded={(file) => void replace(file)} />
        <Button size="sm" icon={AudioLines} onClick={() => setSpeaking(true)}>
          Speak a text
        </Button>
        {prompt.own ? (
          <Button size="sm" variant="ghost" icon={RotateCcw} onClick={() => void resetPrompt(prompt)}>
            Reset
          </Button>
        ) : null}
      </div>
      <p className="text-small text-ink-faint">Callers hear it after the next sync.</p>
      {isSpeaking ? (
        <SpeakDialog
          title={`Speak ${prompt.id}`}
          text={prompt.text}
          language={prompt.language}
          onSpoken={({ file }) => replace(file)}
          onClose={() => setSpeaking(false)}
        />
      ) : null}
    </section>
  )
}
