import { HardDrive } from 'lucide-react'
import { CANNOT_WRITE } from '../api/refusal.ts'
import { tryAgain, useDesign } from '../store/design.ts'
import { Button } from '../ui/button.tsx'
import { Banner } from './banner.tsx'
import { openDesign } from './design-menu.tsx'
import { unsavedWords, whatIsWrong } from './unsaved-words.ts'

/** What waits for the disk, and what waits for another design to be open again. Gone when it is saved. */
export function UnsavedBanner() {
  const held = useDesign((state) => state.held)
  const unsaved = useDesign((state) => state.unsaved)
  const elsewhere = useDesign((state) => state.elsewhere)
  const waits = held?.code === CANNOT_WRITE && unsaved > 0
  return (
    <>
      {waits ? (
        <Banner
          icon={HardDrive}
          tone="red"
          news={whatIsWrong(held.data)}
          more={unsavedWords(unsaved)}
          detail={held.message}
        >
          <Button size="sm" onClick={tryAgain}>
            Try again
          </Button>
        </Banner>
      ) : null}
      {elsewhere.map(({ designId, name, path, count }) => (
        <Banner
          key={designId}
          icon={HardDrive}
          tone="amber"
          news={unsavedWords(count, name)}
          more={count === 1 ? 'It waits until that is open again.' : 'They wait until that is open again.'}
          detail={path}
        >
          <Button size="sm" onClick={() => void openDesign(path)}>
            Open it
          </Button>
        </Banner>
      ))}
    </>
  )
}
