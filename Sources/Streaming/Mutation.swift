#if WEIR_MUTATIONS
    /// Defects that are planted to see whether the simulation finds them; in no build but that of
    /// `scripts/simulate --mutations`, and there only the one that is named on the command line.
    public enum Mutation: String, CaseIterable, Sendable {
        case skipPosition, forgetUndo, keepOutbox, noMemberCheck, noNoteWhereUnchanged, timedOutIsNone
        case resumeByOffset, resumeAfterLoss, withoutOffsets, cutStateTooFar, cutFramesTooFar, sealForgotten
        case newestForgotten, idleWithoutLease, firstFrameWithoutSources, readOnBehindWaiting
        case restoreAfterFrames, releaseAtWatermark, foldTooEarly, restoreOneCommitEarly
        case removalsNotLogged, sliceSkipsProfiles, poolForgetsPanes

        /// The one that is planted.
        public static let active: Mutation? = {
            let arguments = CommandLine.arguments
            guard let index = arguments.firstIndex(of: "--mutation"), index + 1 < arguments.count else {
                return nil
            }
            return Mutation(rawValue: arguments[index + 1])
        }()
    }
#endif
