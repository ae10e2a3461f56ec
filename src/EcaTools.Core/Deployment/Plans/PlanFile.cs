using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using EcaTools.Core.Documents;
using EcaTools.Core.Files;
using EcaTools.Core.Projects;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace EcaTools.Core.Deployment.Plans;

/// <summary>Keeps a plan in a file of JSON, which is reviewed in a pull request.</summary>
public static class PlanFile
{
    private const string Format = "EcaTools deployment plan 1";
    private const int LargestFile = 32 * 1024 * 1024;

    private static readonly JsonSerializerOptions s_options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Writes a plan.</summary>
    /// <exception cref="EcaException"><c>FileNotWritten</c>.</exception>
    public static void Write(EcaDeploymentPlan plan, string path)
    {
        ArgumentNullException.ThrowIfNull(plan);
        SafeFile.WriteAll([
            (
                path,
                [
                    .. System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(
                        new
                        {
                            Format,
                            plan.OrgId,
                            plan.OrgAlias,
                            plan.Force,
                            plan.AllowCertificateChange,
                            Summary = plan.ToString(),
                            plan.Notes,
                            plan.Components,
                        },
                        s_options
                    ),
                    (byte)'\n',
                ]
            ),
        ]);
    }

    /// <summary>Reads a plan.</summary>
    /// <exception cref="EcaException"><c>FileNotReadable</c>, <c>DocumentInvalid</c>, <c>JsonMalformed</c>.</exception>
    public static EcaDeploymentPlan Read(string path)
    {
        byte[]? content;
        try
        {
            content = BoundedFile.Read(path, LargestFile);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw PlanErrors.PlanNotReadable(path, exception);
        }

        string text = System.Text.Encoding.UTF8.GetString(
            content ?? throw PlanErrors.PlanNotValid(path, "it is too large")
        );
        JToken root = JsonFile.Parse(text.TrimStart('\uFEFF'), path);
        return root is JObject document && (string?)document["format"] == Format
            ? Read(document, path)
            : throw PlanErrors.PlanNotValid(JsonFile.Place(path, root), $"it does not say \"format\": \"{Format}\"");
    }

    private static EcaDeploymentPlan Read(JObject document, string path) =>
        new()
        {
            OrgId = Text(document, "orgId", path),
            OrgAlias = Text(document, "orgAlias", path),
            Force = Value<bool>(document, "force", JTokenType.Boolean, path),
            AllowCertificateChange = Value<bool>(document, "allowCertificateChange", JTokenType.Boolean, path),
            Notes = Texts(document, "notes", path),
            Components =
            [
                .. (
                    document["components"] as JArray
                    ?? throw PlanErrors.PlanNotValid(JsonFile.Place(path, document), "it has no list 'components'")
                ).Select(item => ReadComponent(item, path)),
            ],
        };

    private static EcaPlannedComponent ReadComponent(JToken item, string path)
    {
        JObject component =
            item as JObject
            ?? throw PlanErrors.PlanNotValid(JsonFile.Place(path, item), "a component is not an object");
        return new EcaPlannedComponent
        {
            Phase = Value<int>(component, "phase", JTokenType.Integer, path),
            App = Text(component, "app", path),
            Type = Text(component, "type", path),
            FullName = Text(component, "fullName", path),
            Action = Enum.TryParse(Text(component, "action", path), out EcaPlanAction action)
                ? action
                : throw PlanErrors.PlanNotValid(
                    JsonFile.Place(path, component["action"]!),
                    "'action' is not Create, Change or Leave"
                ),
            Digest = Text(component, "digest", path),
            Changes = Texts(component, "changes", path),
            Kept = Texts(component, "kept", path),
        };
    }

    private static string Text(JObject item, string name, string path) =>
        Value<string>(item, name, JTokenType.String, path);

    private static ImmutableArray<string> Texts(JObject item, string name, string path) =>
        item[name] is JArray list && list.All(text => text.Type == JTokenType.String)
            ? [.. list.Select(text => (string)text!)]
            : throw PlanErrors.PlanNotValid(JsonFile.Place(path, item), $"'{name}' is not a list of texts");

    private static T Value<T>(JObject item, string name, JTokenType type, string path) =>
        item[name] is { } value && value.Type == type
            ? value.Value<T>()!
            : throw PlanErrors.PlanNotValid(
                JsonFile.Place(path, (IJsonLineInfo?)item[name] ?? item),
                $"'{name}' is missing or not a {type}"
            );
}
