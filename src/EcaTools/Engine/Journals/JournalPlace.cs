using System.Management.Automation;
using EcaTools.Core.Journals;
using EcaTools.Core.Rotation;
using EcaTools.Core.Salesforce;

namespace EcaTools.Engine.Journals;

/// <summary>Where a cmdlet keeps its journal: the folder of -JournalPath, the store of -JournalStore, or the user's
/// application data.</summary>
internal static class JournalPlace
{
    /// <summary>The journal of rotations. To be called in the cmdlet's body.</summary>
    /// <param name="folder">The full path of -JournalPath; null if it was not given.</param>
    /// <param name="store">The store; null if it was not given.</param>
    /// <param name="commands">The session's commands.</param>
    /// <param name="org">The org whose apps are rotated.</param>
    /// <exception cref="Core.EcaException"><c>ParametersConflict</c>, <c>ParameterMissing</c>,
    /// <c>DeliveryNotAvailable</c>.</exception>
    public static RotationJournal Open(
        string? folder,
        JournalStoreIdentity? store,
        CommandInvocationIntrinsics commands,
        EcaOrg org
    )
    {
        IJournalStore? open = store?.Open(commands);
        return (folder, open) switch
        {
            (not null, not null) => throw JournalStoreErrors.JournalPlaceAmbiguous(),
            (_, not null) => new RotationJournal(open),
            _ => new RotationJournal(folder, org),
        };
    }
}
