import { useState } from 'react'
import { flushSync } from 'react-dom'
import type { DraftFile } from '../../../electron/contract/intake.ts'
import type { ProcedureComponent } from '../../../electron/domain/catalogue.ts'
import scanning from '../scanning/scanning.module.css'
import { SeeFile } from '../scanning/see-file.tsx'
import { askRemoveFile } from '../scanning/taken-files.tsx'
import { looseId } from './component-rows.ts'
import { useIntake } from './intake-store.ts'
import { removeTaken } from './scan-target.ts'
import styles from './checklist.module.css'

/** Files whose paper this procedure does not have: each is given one, or removed. */
export function LooseFiles() {
  const files = useIntake((state) => state.components.find(({ id }) => id === looseId)?.files)
  const procedure = useIntake((state) => state.chosen?.procedure)
  if (!files || files.length === 0) return null
  return (
    <section className={styles.loose} aria-label="Tệp chưa xếp vào giấy tờ" id="field-loose" data-testid="loose-files">
      <p>{procedure ? 'Tệp đã nhập, chưa có giấy tờ tương ứng ở thủ tục này: xếp vào giấy tờ, hoặc gỡ.' : 'Tệp đã nhập vẫn giữ: chọn thủ tục rồi xếp vào giấy tờ.'}</p>
      <ul className={scanning.files}>
        {files.map((file) => (
          <LooseFile key={file.sha256} file={file} places={procedure?.components.filter(({ secret }) => !secret) ?? []} />
        ))}
      </ul>
    </section>
  )
}

function LooseFile({ file, places }: { file: DraftFile; places: ProcedureComponent[] }) {
  const { components, moveFile, settleProblem } = useIntake.getState()
  const [place, setPlace] = useState<string>()
  const chosen = places.find(({ id }) => id === place) ?? places.find(({ id }) => components.some((row) => row.id === id && row.ticked && row.files.length === 0)) ?? places[0]

  /** The next file without a paper has the focus then; after the last one the papers. */
  function settle(act: () => void) {
    flushSync(act)
    const next = document.querySelector<HTMLElement>('#field-loose select')
    if (!next) settleProblem('loose')
    ;(next ?? document.querySelector<HTMLElement>('#field-components input'))?.focus()
  }

  return (
    <li className={scanning.file}>
      <span className="clamp-1" title={file.name}>
        {file.name}
      </span>
      <SeeFile file={file} />
      {chosen && (
        <>
          <select className={styles.place} aria-label={`Giấy tờ cho tệp ${file.name}`} value={chosen.id} onChange={(event) => setPlace(event.currentTarget.value)}>
            {places.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
          <button type="button" className={scanning.tool} aria-label={`Xếp tệp ${file.name}`} onClick={() => settle(() => moveFile(looseId, chosen.id, file))}>
            Xếp
          </button>
        </>
      )}
      <button type="button" className={scanning.remove} aria-label={`Gỡ tệp ${file.name}`} onClick={() => void askRemoveFile(file).then((isYes) => isYes && settle(() => void removeTaken(looseId, file)))}>
        ×
      </button>
    </li>
  )
}
