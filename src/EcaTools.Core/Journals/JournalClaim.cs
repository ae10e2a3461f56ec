namespace EcaTools.Core.Journals;

/// <summary>The claim of a run on a journal: until it ends, no other run works with it.</summary>
/// <param name="Owner">The run.</param>
/// <param name="Machine">The machine that it runs on.</param>
/// <param name="Until">When the claim ends, by the org's clock.</param>
internal sealed record JournalClaim(string Owner, string Machine, DateTimeOffset Until);
