using System.Collections.Immutable;
using EcaTools.Core.Conversion.Files;

namespace EcaTools.Core.Deployment;

/// <summary>What earlier publications left, or may have left, of one app in an org.</summary>
/// <param name="states">What may be there, each by type and path of the field.</param>
internal sealed class PublishedApp(
    ImmutableArray<IReadOnlyDictionary<string, IReadOnlyDictionary<string, ulong>>> states
)
{
    /// <summary>Marks a state of which it is not known whether the app was made, and stays switched off until its own
    /// policies are in.</summary>
    public const string Unfinished = "unfinished";

    /// <summary>Whether the app may be switched off because the publication that made it has not ended.</summary>
    public bool IsUnfinished => states.Any(state => state.ContainsKey(Unfinished));

    /// <summary>Whether what a field means is what a publication left there, or may have left.</summary>
    /// <param name="type">The metadata type.</param>
    /// <param name="path">The field's path.</param>
    /// <param name="meaning">What the org's field means; empty for nothing.</param>
    public bool Has(string type, string path, ImmutableArray<string> meaning) =>
        states.Any(state =>
            state.TryGetValue(type, out IReadOnlyDictionary<string, ulong>? fields)
            && fields.GetValueOrDefault(path) == FieldHash.OfMeaning(meaning)
        );
}
