import { AudioLines } from 'lucide-react'
import { useState } from 'react'
import { SpeakDialog, type SpokenText } from '../../forms/speak-dialog.tsx'
import { uploadMedia } from '../../forms/upload-media.ts'
import { applyChange, getDocument, shownId, useDocuments } from '../../store/design.ts'
import { navigate } from '../../store/route.ts'
import { Button } from '../../ui/button.tsx'
import { toast } from '../../ui/toast.tsx'

/** A recording made of a text (M17). */
export function NewFromText() {
  const [account] = useDocuments('account')
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button icon={AudioLines} onClick={() => setOpen(true)}>
        New from text
      </Button>
      {isOpen ? (
        <SpeakDialog
          title="New recording from text"
          text=""
          language={account?.language ?? 'en'}
          onSpoken={keepSpoken}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  )
}

/** Named by its first words, with the whole text as what it says. */
async function keepSpoken({ text, file }: SpokenText): Promise<boolean> {
  const result = await uploadMedia(file, { designId: shownId(), name: text.slice(0, 60) })
  if (!result.ok) {
    if (result.problem !== null) toast.error(result.problem)
    return false
  }
  const media = getDocument(result.mediaId)
  if (media?.kind === 'media') {
    await applyChange({ label: `Say what ${media.name} says`, put: [{ ...media, source: 'speech', transcript: text }] })
  }
  navigate('media', result.mediaId)
  return true
}
