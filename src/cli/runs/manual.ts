import { type People, peopleOf, readDriverDocument } from '../../drivers/index.ts'
import { groupsOfStages, type IsManual, type Route } from '../../execute/index.ts'
import { type Connection, type ManualIn, papersIn } from '../../workers/index.ts'
import { InputProblem } from '../io.ts'
import { readPapers } from './papers.ts'

/** What of a run a person does, by the text of its driver document alone. */
export function peopleIn({ text, file }: { readonly text: string; readonly file: string }): People {
  const document = readDriverDocument(text, file)
  if (!document.ok) throw new InputProblem(document.problem)
  return peopleOf(document.value)
}

/** Whether only a person opens a gate on the way. */
export function manualIn(people: People, route: Route): IsManual {
  const components = groupsOfStages(route)
  return (subject, gate) => {
    const component = components.get(subject)
    return component !== undefined && people.opens(component, gate)
  }
}

/** The same of a rollout, by what it was begun with. */
export async function manualOf(connection: Connection, rollout: string): Promise<ManualIn> {
  const papers = await papersIn(connection, rollout)
  if (papers === undefined) return () => () => false
  const people = peopleIn(readPapers(papers, '', {}).driver)
  return (route) => manualIn(people, route)
}
