export type { Cadence, Estimate } from './cadence.ts'
export {
  type Dated,
  type Forecast,
  type ForecastRequest,
  type ForecastVerdict,
  forecast,
  type Outlook,
  type Prospect,
} from './forecast.ts'
