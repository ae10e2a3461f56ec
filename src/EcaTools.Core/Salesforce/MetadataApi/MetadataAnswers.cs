using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Salesforce.MetadataApi;

/// <summary>Turns the Metadata API's answers, XML or JSON, into records.</summary>
internal static class MetadataAnswers
{
    public static MetadataObjectDescription Description(XElement type) =>
        new(
            type.Text("xmlName") ?? "",
            type.Text("directoryName") ?? "",
            type.Text("suffix"),
            Flag(type, "inFolder"),
            Flag(type, "metaFile"),
            [.. type.Children("childXmlNames").Select(child => child.Value)]
        );

    public static FileProperties File(XElement file) =>
        new(
            file.Text("type") ?? "",
            file.Text("fullName") ?? "",
            file.Text("fileName") ?? "",
            file.Text("id"),
            file.Text("namespacePrefix"),
            file.Text("manageableState")
        );

    public static MetadataSaveResult Saved(XElement result) =>
        new(
            result.Text("fullName") ?? "",
            Flag(result, "success"),
            Flag(result, "created"),
            [.. result.Children("errors").Select(error => $"{error.Text("statusCode")}: {error.Text("message")}")]
        );

    public static RetrieveResult Retrieve(XElement result) =>
        new()
        {
            Id = result.Text("id") ?? "",
            Done = Flag(result, "done"),
            Success = Flag(result, "success"),
            ErrorMessage = result.Text("errorMessage"),
            Zip = Convert.FromBase64String(result.Text("zipFile") ?? ""),
            Files = [.. result.Children("fileProperties").Select(File)],
            Messages =
            [
                .. result
                    .Children("messages")
                    .Select(message => $"{message.Text("fileName")}: {message.Text("problem")}"),
            ],
        };

    public static DeployResult Deploy(XElement result) =>
        new()
        {
            Id = result.Text("id") ?? "",
            Done = Flag(result, "done"),
            Success = Flag(result, "success"),
            Status = Status(result.Text("status")),
            CheckOnly = Flag(result, "checkOnly"),
            ComponentsTotal = Number(result, "numberComponentsTotal"),
            ComponentsDeployed = Number(result, "numberComponentsDeployed"),
            ComponentErrors = Number(result, "numberComponentErrors"),
            StateDetail = result.Text("stateDetail"),
            ErrorMessage = result.Text("errorMessage"),
            Failures = [.. (result.Child("details")?.Children("componentFailures") ?? []).Select(Message)],
            Successes = [.. (result.Child("details")?.Children("componentSuccesses") ?? []).Select(Message)],
        };

    public static DeployResult Deploy(JsonElement result)
    {
        JsonElement details = result.TryGetProperty("details", out JsonElement found) ? found : default;
        return new DeployResult
        {
            Id = result.Text("id") ?? "",
            Done = result.Flag("done"),
            Success = result.Flag("success"),
            Status = Status(result.Text("status")),
            CheckOnly = result.Flag("checkOnly"),
            ComponentsTotal = result.Number("numberComponentsTotal"),
            ComponentsDeployed = result.Number("numberComponentsDeployed"),
            ComponentErrors = result.Number("numberComponentErrors"),
            StateDetail = result.Text("stateDetail"),
            ErrorMessage = result.Text("errorMessage"),
            Failures = [.. details.Items("componentFailures").Select(Message)],
            Successes = [.. details.Items("componentSuccesses").Select(Message)],
        };
    }

    /// <summary>The WSDL says Finalizing, the documentation FinalizingDeploy; both are understood.</summary>
    private static DeployStatus Status(string? status) =>
        status switch
        {
            "FinalizingDeploy" => DeployStatus.Finalizing,
            "FinalizingDeployFailed" => DeployStatus.FinalizingFailed,

            // A number would parse too, as the place of a name in our own list.
            { Length: > 0 } when char.IsAsciiLetter(status[0]) && Enum.TryParse(status, out DeployStatus known) =>
                known,
            _ => DeployStatus.Unknown,
        };

    private static DeployMessage Message(XElement message) =>
        new(
            message.Text("componentType") ?? "",
            message.Text("fullName") ?? "",
            message.Text("fileName") ?? "",
            Flag(message, "success"),
            Flag(message, "created"),
            Flag(message, "changed"),
            message.Text("problem"),
            message.Text("problemType"),
            Number(message, "lineNumber"),
            Number(message, "columnNumber")
        );

    private static DeployMessage Message(JsonElement message) =>
        new(
            message.Text("componentType") ?? "",
            message.Text("fullName") ?? "",
            message.Text("fileName") ?? "",
            message.Flag("success"),
            message.Flag("created"),
            message.Flag("changed"),
            message.Text("problem"),
            message.Text("problemType"),
            message.Number("lineNumber"),
            message.Number("columnNumber")
        );

    private static bool Flag(XElement element, string name) => element.Text(name) is "true" or "1";

    private static int Number(XElement element, string name) =>
        int.TryParse(element.Text(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out int number)
            ? number
            : 0;
}
