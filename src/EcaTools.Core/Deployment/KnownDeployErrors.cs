using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace EcaTools.Core.Deployment;

/// <summary>The errors of deploys whose causes are known. It is data (<c>Data/deploy-errors.json</c>), because the
/// words may change with each release.</summary>
internal sealed class KnownDeployErrors
{
    /// <summary>The table is our own, so that a match never takes long; the bound is for the text, which is the
    /// org's.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(1);

    private static readonly Lazy<KnownDeployErrors> s_embedded = new(Read);

    private KnownDeployErrors(JsonElement root) =>
        All = [
            .. root.GetProperty("errors")
                .EnumerateArray()
                .Select(error => new KnownDeployError(
                    error.GetProperty("id").GetString()!,
                    new Regex(
                        error.GetProperty("pattern").GetString()!,
                        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
                        s_longest
                    ),
                    error.GetProperty("cause").GetString()!,
                    error.GetProperty("nextStep").GetString()!
                )),
        ];

    /// <summary>The errors that EcaTools carries. Read once, at the first use.</summary>
    public static KnownDeployErrors Default => s_embedded.Value;

    /// <summary>The errors, the more special ones first.</summary>
    public ImmutableArray<KnownDeployError> All { get; }

    /// <summary>The error that an org's words tell; null if they are not known.</summary>
    public KnownDeployError? Find(string problem) => All.FirstOrDefault(error => error.Pattern.IsMatch(problem));

    private static KnownDeployErrors Read()
    {
        using Stream stream =
            typeof(KnownDeployErrors).Assembly.GetManifestResourceStream("deploy-errors.json")
            ?? throw new InvalidOperationException("The assembly lacks its resource deploy-errors.json.");
        using JsonDocument document = JsonDocument.Parse(stream);
        return new KnownDeployErrors(document.RootElement);
    }
}
