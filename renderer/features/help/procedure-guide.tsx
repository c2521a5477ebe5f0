import { limitOn } from '../../../electron/domain/catalogue.ts'
import { formatVnd } from '../../../electron/domain/money-text.ts'
import { explainLimit } from '../../i18n/due-steps.ts'
import { channelName } from '../../i18n/vi.ts'
import { useIntake } from '../receive/intake-store.ts'

/** What the catalogue says of the procedure on the intake: papers, fees, limit, channels, who decides. */
export function ProcedureGuide() {
  const chosen = useIntake((state) => state.chosen)
  if (chosen === undefined) return <p>Chọn thủ tục ở màn hình tiếp nhận (F2) rồi bấm F1 để xem giấy tờ, lệ phí và thời hạn của thủ tục đó.</p>
  const { procedure, fees } = chosen
  return (
    <>
      <h2>{procedure.name}</h2>
      <p>
        {procedure.code} · {procedure.field}
        {procedure.decidingAgency && ` · ${procedure.decidingAgency} quyết định`}
      </p>
      <h3>Thời hạn và cách nộp</h3>
      <p>
        {procedure.timeLimitByChannel === undefined
          ? `${explainLimit(procedure.timeLimit)}. Nộp ${procedure.channels.map((channel) => channelName[channel]).join(', ')}.`
          : procedure.channels.map((channel) => `Nộp ${channelName[channel]}: ${explainLimit(limitOn(procedure, channel))}.`).join(' ')}
      </p>
      <h3>Giấy tờ</h3>
      <ul>
        {procedure.components.map(({ id, name, required, originals, copies }) => (
          <li key={id}>
            {name} ({required ? 'bắt buộc' : 'nếu có'}
            {originals > 0 && `, ${originals} bản chính`}
            {copies > 0 && `, ${copies} bản sao`})
          </li>
        ))}
      </ul>
      <h3>Phí, lệ phí</h3>
      {fees.lines.length === 0 ? (
        <p>Không thu.</p>
      ) : (
        <ul>
          {fees.lines.map((line) => (
            <li key={line.itemId}>
              {line.name}: {formatVnd(line.amount)}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
