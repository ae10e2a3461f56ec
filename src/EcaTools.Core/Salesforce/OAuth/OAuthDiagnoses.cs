using System.Collections.Immutable;
using System.Text.Json;
using EcaTools.Core.Documents;

namespace EcaTools.Core.Salesforce.OAuth;

/// <summary>What the OAuth endpoints' errors mean and how to fix them, read from data. Immutable; may be shared by
/// threads.</summary>
public sealed class OAuthDiagnoses
{
    private static readonly Lazy<OAuthDiagnoses> Embedded = new(LoadEmbedded);

    private OAuthDiagnoses(JsonElement root)
    {
        Flows = Read(
            root,
            "flows",
            item => new OAuthFlowFact(
                Flow(item.GetProperty("flow")),
                Text(item, "what"),
                Text(item, "needs"),
                Text(item, "without"),
                Text(item, "opens"),
                Text(item, "source")
            )
        );
        All = Read(
            root,
            "diagnoses",
            item => new OAuthDiagnosis(
                Text(item, "error"),
                item.TryGetProperty("description", out _) ? Text(item, "description") : null,
                FlowsOf(item),
                Text(item, "cause"),
                Text(item, "nextStep"),
                Text(item, "source"),
                item.TryGetProperty("mayPass", out JsonElement mayPass) && mayPass.GetBoolean()
            )
        );
        Probes = Read(
            root,
            "probes",
            item => new OAuthProbe(
                Probe(Text(item, "name")),
                FlowsOf(item),
                Text(item, "what"),
                Text(item, "cause"),
                Text(item, "nextStep"),
                Text(item, "source")
            )
        );
        Classes = Read(
            root,
            "classes",
            item => new OAuthErrorClass(
                item.GetProperty("from").GetInt32(),
                item.GetProperty("to").GetInt32(),
                Text(item, "cause"),
                Text(item, "nextStep")
            )
        );
    }

    /// <summary>The diagnoses that EcaTools brings. Loaded once, when first asked for.</summary>
    public static OAuthDiagnoses Default => Embedded.Value;

    /// <summary>The diagnoses, in the order of the data.</summary>
    public ImmutableArray<OAuthDiagnosis> All { get; }

    /// <summary>What must be refused.</summary>
    public ImmutableArray<OAuthProbe> Probes { get; }

    /// <summary>What is known of answers that no diagnosis names.</summary>
    public ImmutableArray<OAuthErrorClass> Classes { get; }

    /// <summary>The flows.</summary>
    public ImmutableArray<OAuthFlowFact> Flows { get; }

    /// <summary>Reads diagnoses from JSON of the form of <c>Data/oauth-diagnoses.json</c>.</summary>
    /// <param name="json">UTF-8; read to its end and left open.</param>
    /// <exception cref="EcaException"><c>EmbeddedDataInvalid</c>: it is not JSON, or something in it is missing or of the
    /// wrong kind.</exception>
    public static OAuthDiagnoses Load(Stream json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return new OAuthDiagnoses(document.RootElement);
        }
        catch (Exception broken)
            when (broken is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw OAuthErrors.InvalidDiagnoses("oauth-diagnoses.json", broken.Message, broken);
        }
    }

    /// <summary>
    /// The diagnosis of an error: of those whose words are in the description the one with the most words, else the one
    /// for every description; one for the flow goes before one for all flows. Null where none is known.
    /// </summary>
    public OAuthDiagnosis? Find(string error, string? description, OAuthFlow flow) =>
        All.Where(item =>
                item.Error.Equals(error, StringComparison.OrdinalIgnoreCase)
                && (item.Flows.IsEmpty || item.Flows.Contains(flow))
                && (
                    item.Description is null
                    || (description ?? "").Contains(item.Description, StringComparison.OrdinalIgnoreCase)
                )
            )
            .OrderByDescending(item => item.Description?.Length ?? 0)
            .ThenByDescending(item => item.Flows.Length > 0)
            .FirstOrDefault();

    /// <summary>What is known of a response by its status alone; null for a status outside every class.</summary>
    public OAuthErrorClass? ClassOf(int status) =>
        Classes.FirstOrDefault(item => status >= item.FromStatus && status <= item.ToStatus);

    private static OAuthDiagnoses LoadEmbedded()
    {
        using Stream json = EmbeddedData.Open("oauth-diagnoses.json");
        return Load(json);
    }

    private static ImmutableArray<T> Read<T>(JsonElement root, string name, Func<JsonElement, T> read) =>
        [.. root.GetProperty(name).EnumerateArray().Select(read)];

    private static string Text(JsonElement item, string name) =>
        item.GetProperty(name).GetString() is { Length: > 0 } text
            ? text
            : throw new FormatException($"'{name}' is empty in {item}");

    private static string Probe(string name) =>
        OAuthProbe.Names.Contains(name, StringComparer.Ordinal)
            ? name
            : throw new FormatException($"'{name}' is not a valid probe.");

    private static ImmutableArray<OAuthFlow> FlowsOf(JsonElement item) =>
        item.TryGetProperty("flows", out JsonElement flows) ? [.. flows.EnumerateArray().Select(Flow)] : [];

    private static OAuthFlow Flow(JsonElement name) =>
        Enum.GetNames<OAuthFlow>().Contains(name.GetString(), StringComparer.Ordinal)
            ? Enum.Parse<OAuthFlow>(name.GetString()!)
            : throw new FormatException($"'{name}' is not a valid flow.");
}
