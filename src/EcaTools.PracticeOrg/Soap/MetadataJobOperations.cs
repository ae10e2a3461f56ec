using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using EcaTools.PracticeOrg.Deployment;
using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Sessions;

namespace EcaTools.PracticeOrg.Soap;

/// <summary>The asynchronous operations of the Metadata API: deploy and retrieve, their status, and
/// cancelling.</summary>
internal sealed class MetadataJobOperations(JobQueue jobs)
{
    private static readonly XNamespace s_ns = MetadataXml.Namespace;

    public IEnumerable<SoapOperation> All =>
        [
            new(
                "deploy",
                (call, session, version) => Deploy(call, session!, version),
                call => !Options(call).CheckOnly
            ),
            SoapOperation.Read("checkDeployStatus", CheckDeploy),
            new("deployRecentValidation", (call, session, version) => QuickDeploy(call, session!, version), _ => true),
            new("cancelDeploy", (call, _, _) => Cancel(call), _ => true),
            SoapOperation.Read("retrieve", Retrieve),
            SoapOperation.Read("checkRetrieveStatus", CheckRetrieve),
        ];

    private static DeployOptions Options(SoapCall call)
    {
        XElement? options = SoapCall.Child(call.Arguments, "DeployOptions");
        return DeployOptions.Read(name => options is null ? null : SoapCall.Child(options, name)?.Value.Trim()) with
        {
            Sabotage = call.Sabotage,
        };
    }

    private IEnumerable<XElement> Deploy(SoapCall call, Session session, int version)
    {
        byte[] zip;
        try
        {
            zip = Convert.FromBase64String(call.Text("ZipFile") ?? "");
        }
        catch (FormatException)
        {
            throw new SoapFaultException("INVALID_FIELD", "The zip file is not base64");
        }

        return Accepted(jobs.Deploy(zip, Options(call), version, session.UserId).Id, "Queued");
    }

    private IEnumerable<XElement> CheckDeploy(SoapCall call, int version)
    {
        DeployJob job = jobs.FindDeploy(call.Text("asyncProcessId") ?? "") ?? throw UnknownJob();
        return Result(job.Poll(call.Text("includeDetails") == "true"));
    }

    /// <summary>The words for a validation that does not qualify are UNCONFIRMED.</summary>
    private IEnumerable<XElement> QuickDeploy(SoapCall call, Session session, int version)
    {
        DeployJob job =
            jobs.QuickDeploy(call.Text("validationId") ?? "", version, session.UserId, call.Sabotage)
            ?? throw new SoapFaultException(
                "INVALID_ID_FIELD",
                "There is no recent validation with this id that qualifies for a quick deploy"
            );
        return [new XElement(s_ns + "result", job.Id)];
    }

    private IEnumerable<XElement> Cancel(SoapCall call)
    {
        // The WSDL calls it String; jsforce, and with it the CLI, writes id, and orgs take it.
        DeployJob job =
            jobs.FindDeploy(call.Text("String") ?? call.Text("id") ?? call.Text("asyncProcessId") ?? "")
            ?? throw UnknownJob();
        if (!job.Cancel())
        {
            throw new SoapFaultException("INVALID_ID_FIELD", "Deployment already completed");
        }

        return Result(new JsonObject { ["done"] = job.IsDone, ["id"] = job.Id });
    }

    private IEnumerable<XElement> Retrieve(SoapCall call, int version)
    {
        // The WSDL calls it retrieveRequest; jsforce, and with it the CLI, writes request, and orgs take it.
        XElement request =
            SoapCall.Child(call.Arguments, "retrieveRequest")
            ?? SoapCall.Child(call.Arguments, "request")
            ?? throw new SoapFaultException("INVALID_FIELD", "retrieveRequest is missing");
        if (SoapCall.Child(request, "unpackaged") is not { } unpackaged)
        {
            throw new SoapFaultException("INVALID_FIELD", "Specify the unpackaged components to retrieve");
        }

        try
        {
            PackageManifest manifest = PackageManifest.Read(unpackaged);
            int wanted = manifest.Version ?? Version(request) ?? version;
            return Accepted(
                jobs.Retrieve(manifest, wanted, SoapCall.Child(request, "singlePackage")?.Value.Trim() == "true").Id,
                "Queued"
            );
        }
        catch (PackageException e)
        {
            throw new SoapFaultException("INVALID_FIELD", e.Message);
        }
    }

    private IEnumerable<XElement> CheckRetrieve(SoapCall call, int version)
    {
        RetrieveJob job = jobs.FindRetrieve(call.Text("asyncProcessId") ?? "") ?? throw UnknownJob();
        return Result(job.Poll(call.Text("includeZip") != "false"));
    }

    private static int? Version(XElement request) =>
        decimal.TryParse(
            SoapCall.Child(request, "apiVersion")?.Value,
            NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out decimal version
        )
            ? Math.Clamp((int)version, ApiVersions.Lowest, ApiVersions.Highest)
            : null;

    private static IEnumerable<XElement> Accepted(string id, string state) =>
        Result(
            new JsonObject
            {
                ["done"] = false,
                ["id"] = id,
                ["state"] = state,
            }
        );

    private static IEnumerable<XElement> Result(JsonObject json) =>
        [new XElement(s_ns + "result", SoapXml.Elements(s_ns, json))];

    /// <summary>The words for a job that is not there are UNCONFIRMED.</summary>
    private static SoapFaultException UnknownJob() => new("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id");
}
