/** Tells whether an answer of before still holds. */
export interface AnswerState {
  /**
   * A name of the present state of stores, days, champions and the day it is. As long as it stays, equal questions about them have equal answers;
   * a change in any process makes it another within a second. Null while that cannot be promised, as when the database is away.
   */
  getName(): Promise<string | null>;
}
