namespace EcaTools.Build.Help;

/// <summary>What a parameter is in one parameter set.</summary>
/// <param name="Name">The set, or <see cref="AllSets"/>.</param>
/// <param name="Position">Its position, or null where it must be named.</param>
/// <param name="Mandatory">Whether it must be given.</param>
/// <param name="FromPipeline">Whether it takes the pipeline's objects.</param>
/// <param name="FromPipelineByPropertyName">Whether it takes a property of that name of the pipeline's objects.</param>
/// <param name="FromRemainingArguments">Whether it takes what no other parameter took.</param>
internal sealed record ParameterMembership(
    string Name,
    int? Position = null,
    bool Mandatory = false,
    bool FromPipeline = false,
    bool FromPipelineByPropertyName = false,
    bool FromRemainingArguments = false)
{
    /// <summary>PowerShell's name for 'in every set'.</summary>
    public const string AllSets = "__AllParameterSets";
}
