using EcaTools.Core.ConsumerKeys.Text;

namespace EcaTools.Core.ConsumerKeys.Search;

/// <summary>What a search of files looks for, and how.</summary>
public sealed record ConsumerKeySearchOptions
{
    /// <summary>The keys; whatever looks like one where it is left out.</summary>
    public KnownKeys Keys { get; init; } = KnownKeys.Any;

    /// <summary>Names of files and folders, or paths from the folder that is searched, that are left out; <c>*</c> and
    /// <c>?</c> are wildcards.</summary>
    public IReadOnlyCollection<string> Exclude { get; init; } = [];

    /// <summary>Whether <see cref="ConsumerKeyMention.SuggestedOwner"/> is looked up.</summary>
    public bool FindOwners { get; init; } = true;

    /// <summary>How many threads search; one for each processor where it is left out.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
