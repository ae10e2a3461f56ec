using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Salesforce.MetadataApi;
using EcaTools.Core.Tests.Deployment;

namespace EcaTools.Core.Tests.Access;

/// <summary>What tests of access look up in a practice org.</summary>
internal static class AccessQueries
{
    /// <summary>The id of the first record.</summary>
    public static async Task<string> IdAsync(this PracticeSession session, string sObject, string where)
    {
        await foreach (
            System.Text.Json.JsonElement row in session
                .Org.GetClient()
                .QueryAsync($"SELECT Id FROM {sObject} WHERE {where}")
        )
        {
            return row.GetProperty("Id").GetString()!;
        }

        throw new InvalidOperationException($"There is no {sObject} with {where}.");
    }

    /// <summary>The name of the record of a type that belongs to an External Client App.</summary>
    public static async Task<string> NameOfAsync(this PracticeSession session, string type, string app)
    {
        OrgRecordReader records = new(session.Org);
        foreach (FileProperties file in await records.Metadata.ListAsync([type]))
        {
            OrgRecord read = await records.ReadAsync(type, [file.FullName], default).FirstAsync();
            if (read.Document?.Record["externalClientApplication"] == app)
            {
                return file.FullName;
            }
        }

        throw new InvalidOperationException($"{app} has no {type}.");
    }
}
